package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The link over UDP (RFC 768): alice sends a datagram for each message to bob's port. */
final class UdpLink implements Link {
    private static final int GREETING_MILLIS = 1000;

    private final LinkContext context;
    /**
     * Not connected. A connected socket reports ICMP port unreachable (RFC 1122 §4.1.3.3) at the next send, so that the
     * message refused would not be the one that was lost.
     */
    private final DatagramSocket alice;
    private final ReceiverSocket port;
    /** The address that alice sends to; null before bob's first start. */
    private InetSocketAddress path;
    /** The address that bob sends to. */
    private InetSocketAddress pathBack;
    /** Null before bob's first start, and if he is on another machine. */
    private UdpReceiver bob;
    /** What bob sends arrives here; null if he sends nothing. */
    private UdpReceiver aliceReceiver;

    private UdpLink(LinkContext context, DatagramSocket alice) {
        this.context = context;
        this.alice = alice;
        this.port = new ReceiverSocket(context);
    }

    static UdpLink open(LinkContext context) throws IOException {
        return new UdpLink(context, context.alice()
                .open(() -> new DatagramSocket(context.alice().port(0), context.alice().address())));
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.of((InetSocketAddress) alice.getLocalSocketAddress());
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        if (context.remoteBob().isPresent()) {
            RemoteEnd remote = context.remoteBob().get();
            path = UdpGreeting.await(alice, remote);
            receiveAsAlice();
            return remote.start(inbox);
        }
        // The receive buffer keeps its default size: what the kernel drops when bob is slow is a result.
        DatagramSocket socket = port.open();
        if (path == null) {
            resolveAddresses(socket);
            path = port.path();
            if (context.back().isPresent()) {
                pathBack = context.bed().udpAddress(context.bob(),
                        (InetSocketAddress) alice.getLocalSocketAddress());
            }
            receiveAsAlice();
        }
        bob = new UdpReceiver(socket, inbox, pathBack, _ -> true);
        return bob;
    }

    private void receiveAsAlice() {
        if (context.back().isPresent()) {
            aliceReceiver = new UdpReceiver(alice, context.back().get().alice(), path, context::admits);
        }
    }

    /**
     * Sends one empty datagram from bob, so that both hosts have resolved their addresses (ARP, RFC 826) before the
     * trial: datagrams that wait for an ARP reply may be overtaken by later ones.
     */
    private void resolveAddresses(DatagramSocket bobs) throws IOException {
        bobs.send(new DatagramPacket(new byte[0], 0, alice.getLocalSocketAddress()));
        alice.setSoTimeout(GREETING_MILLIS);
        try {
            alice.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException _) {
            // then the first ones may come out of order
        }
        alice.setSoTimeout(0);
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        alice.send(new DatagramPacket(message, message.length, path));
    }

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        UdpReceiver.awaitQuiet(Stream.of(bob, aliceReceiver).filter(one -> one != null).toList(),
                context.bed(),
                atMost);
    }

    @Override
    public void close() {
        alice.close();
        if (bob != null) {
            bob.quit();
        }
    }
}
