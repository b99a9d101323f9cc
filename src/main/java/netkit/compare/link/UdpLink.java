package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import netkit.udp.DatagramListener;

/** The link over UDP (RFC 768): alice sends a datagram for each message to bob's port. */
final class UdpLink implements Link {
    /** The trial is over when the wire is idle, nothing has arrived for this long, and bob has read everything. */
    private static final Duration QUIET = Duration.ofMillis(300);
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
    private DatagramReceiver bob;
    /** What bob sends arrives here; null if he sends nothing. */
    private DatagramReceiver aliceReceiver;

    private UdpLink(LinkContext context, DatagramSocket alice) {
        this.context = context;
        this.alice = alice;
        this.port = new ReceiverSocket(context);
    }

    static UdpLink open(LinkContext context) throws IOException {
        return new UdpLink(context,
                context.alice().open(() -> new DatagramSocket(0, context.alice().address())));
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        // The receive buffer keeps its default size: what the kernel drops when bob is slow is a result.
        DatagramSocket socket = port.open();
        if (path == null) {
            resolveAddresses(socket);
            path = port.path();
            if (context.back().isPresent()) {
                pathBack = context.bed().udpAddress(context.bob(),
                        (InetSocketAddress) alice.getLocalSocketAddress());
                aliceReceiver = new DatagramReceiver(alice, context.back().get().alice(), path);
            }
        }
        bob = new DatagramReceiver(socket, inbox, pathBack);
        return bob;
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

    /** UDP has no end to wait for: the trial is over when the wire is idle and bob has read everything. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        receivers().forEach(one -> one.inbox.restart());
        while (!isOver()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("datagrams still come after " + atMost.toSeconds() + " s");
            }
        }
    }

    /** Returns those whose program runs. */
    private List<DatagramReceiver> receivers() {
        return Stream.of(bob, aliceReceiver).filter(one -> one != null && !one.socket.isClosed()).toList();
    }

    /** Waits until each has been idle, and then for its marker. */
    private boolean isOver() throws InterruptedException {
        for (DatagramReceiver receiver : receivers()) {
            Duration left = receiver.inbox.left(QUIET);
            if (left.isPositive()) {
                Thread.sleep(left);
            }
        }
        if (receivers().isEmpty()) {
            return true;
        }
        if (!context.bed().isIdle()) {
            receivers().forEach(one -> one.inbox.restart()); // what is in flight will arrive
            return false;
        }
        for (DatagramReceiver receiver : receivers()) {
            if (!receiver.hasReadAll(QUIET)) {
                return false;
            }
        }
        return receivers().stream().noneMatch(one -> one.inbox.left(QUIET).isPositive());
    }

    @Override
    public void close() {
        alice.close();
        if (bob != null) {
            bob.quit();
        }
    }

    /** A run of a program: a loop that receives. */
    private static final class DatagramReceiver implements Receiver {
        private final DatagramSocket socket;
        private final IdleInbox inbox;
        private final SocketAddress own;
        private final InetSocketAddress to;
        private boolean markerReceived;

        /** @param to where the program sends its own messages; null if it sends none */
        DatagramReceiver(DatagramSocket socket, Inbox inbox, InetSocketAddress to) {
            this.to = to;
            this.socket = socket;
            this.inbox = new IdleInbox(inbox);
            this.own = socket.getLocalSocketAddress();
            Thread.ofVirtual().name("poll udp").start(this::receiveAll);
        }

        @Override
        public void send(int number, byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length, to));
        }

        private void receiveAll() {
            DatagramPacket packet = new DatagramPacket(new byte[DatagramListener.MAX_PAYLOAD],
                    DatagramListener.MAX_PAYLOAD);
            try {
                while (true) {
                    packet.setLength(DatagramListener.MAX_PAYLOAD);
                    socket.receive(packet);
                    if (packet.getSocketAddress().equals(own)) {
                        markerReceived();
                    } else {
                        inbox.take(packet.getData(), packet.getOffset(), packet.getLength(), true);
                    }
                }
            } catch (IOException _) {
                // closed: the program has quit, or was killed
            }
        }

        private synchronized void markerReceived() {
            markerReceived = true;
            notifyAll();
        }

        /**
         * Returns whether it has read everything that had arrived. Datagrams may wait in the socket's buffer on a busy
         * machine, so the program sends itself a marker, which is queued behind them. To be called repeatedly, because a full
         * buffer drops the marker too.
         */
        synchronized boolean hasReadAll(Duration atMost) throws InterruptedException {
            markerReceived = false;
            try {
                socket.send(new DatagramPacket(new byte[0], 0, own));
            } catch (IOException _) {
                // closed, or no room for it now
            }
            return Monitor.await(this, () -> markerReceived, atMost);
        }

        @Override
        public void quit() {
            socket.close();
        }
    }
}
