package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import netkit.compare.ledger.NumberedMessage;
import netkit.udp.ReliableReceiver;
import netkit.udp.ReliableSender;

/**
 * The link over datagrams that netkit numbers, acknowledges and retransmits ({@link ReliableSender}). What bob sends goes
 * from a port of its own to another of alice's.
 */
final class ReliableUdpLink implements Link {
    private final LinkContext context;
    private final Optional<DatagramSocket> receiving;
    private final Optional<ReliableReceiver> aliceReceiver;
    private final Random sessions;
    /** Alice's socket; opened before bob's first start only if he is on another machine, and greets it. */
    private final Optional<DatagramSocket> greeted;
    private final ReceivingEnd bob;
    private ReliableSender alice;

    private ReliableUdpLink(LinkContext context) throws IOException {
        this.context = context;
        this.sessions = new Random(context.seed() + context.trial());
        if (context.back().isEmpty()) {
            receiving = Optional.empty();
            aliceReceiver = Optional.empty();
        } else {
            receiving = Optional.of(context.alice()
                    .open(() -> new DatagramSocket(LinkContext.address(context.alice()))));
            aliceReceiver = Optional.of(receiver(receiving.get(), context.back().get().alice()));
        }
        greeted = context.remoteBob().isPresent() ? Optional.of(socket()) : Optional.empty();
        bob = greeted.isPresent() ? context.remoteBob().get()
                : new ReliableUdpEnd(context, pathBack(), sessions);
    }

    private Optional<InetSocketAddress> pathBack() throws IOException {
        return receiving.isEmpty() ? Optional.empty()
                : Optional.of(context.bed().udpAddress(context.bob(),
                        (InetSocketAddress) receiving.get().getLocalSocketAddress()));
    }

    private DatagramSocket socket() throws IOException {
        return context.alice()
                .open(() -> new DatagramSocket(context.alice().port(0), context.alice().address()));
    }

    /** Returns a receiver that delivers to the inbox. */
    static ReliableReceiver receiver(DatagramSocket socket, Inbox inbox) {
        return new ReliableReceiver(socket,
                message -> inbox.take(message, 0, message.length, true) == Inbox.Response.ACKNOWLEDGE);
    }

    static ReliableUdpLink open(LinkContext context) throws IOException {
        return new ReliableUdpLink(context);
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return Stream.of(greeted, receiving).flatMap(Optional::stream)
                .map(socket -> (InetSocketAddress) socket.getLocalSocketAddress()).toList();
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        if (greeted.isPresent()) {
            connect(greeted.get(), UdpGreeting.await(greeted.get(), context.remoteBob().get()));
            return bob.start(inbox);
        }
        Receiver program = bob.start(inbox);
        if (alice == null) {
            InetSocketAddress path = ((ReliableUdpEnd) bob).path();
            connect(socket(), path);
        }
        return program;
    }

    private void connect(DatagramSocket socket, InetSocketAddress path) {
        alice = new ReliableSender(socket, path, sessions.nextInt(),
                message -> context.acknowledged().accept(number(context.trial(), message)));
    }

    static int number(int trial, byte[] message) {
        return NumberedMessage.number(trial, message, 0, message.length);
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        send(alice, message);
    }

    static void send(ReliableSender sender, byte[] message) throws IOException {
        try {
            sender.send(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for room to send");
        }
    }

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        if (bob.isStopped()) {
            return;
        }
        if (!alice.awaitAcknowledged(atMost)) {
            throw new IOException("not everything was acknowledged within " + atMost.toSeconds() + " s");
        }
        bob.awaitSent(atMost);
    }

    @Override
    public void close() {
        if (alice != null) {
            alice.close();
        }
        greeted.ifPresent(DatagramSocket::close);
        aliceReceiver.ifPresent(ReliableReceiver::close);
        bob.kill();
    }
}
