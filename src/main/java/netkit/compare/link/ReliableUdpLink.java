package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

import netkit.compare.ledger.NumberedMessage;
import netkit.udp.ReliableReceiver;
import netkit.udp.ReliableSender;

/**
 * The link over datagrams that netkit numbers, acknowledges and retransmits ({@link ReliableSender}). What bob sends goes
 * from a port of its own to another of alice's.
 */
final class ReliableUdpLink implements Link {
    private final LinkContext context;
    private final ReceiverSocket port;
    private final Optional<ReliableReceiver> aliceReceiver;
    /** The address that bob sends to; null if he sends nothing. */
    private final InetSocketAddress pathBack;
    private final Random sessions;
    private ReliableSender alice;
    private DatagramReceiver bob;

    private ReliableUdpLink(LinkContext context) throws IOException {
        this.context = context;
        this.port = new ReceiverSocket(context);
        this.sessions = new Random(context.seed() + context.trial());
        if (context.back().isEmpty()) {
            aliceReceiver = Optional.empty();
            pathBack = null;
            return;
        }
        DatagramSocket socket = context.alice()
                .open(() -> new DatagramSocket(LinkContext.address(context.alice())));
        pathBack = context.bed().udpAddress(context.bob(),
                (InetSocketAddress) socket.getLocalSocketAddress());
        aliceReceiver = Optional.of(receiver(socket, context.back().get().alice()));
    }

    private static ReliableReceiver receiver(DatagramSocket socket, Inbox inbox) {
        return new ReliableReceiver(socket,
                message -> inbox.take(message, 0, message.length, true) == Inbox.Response.ACKNOWLEDGE);
    }

    static ReliableUdpLink open(LinkContext context) throws IOException {
        return new ReliableUdpLink(context);
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        bob = new DatagramReceiver(port.open(), inbox);
        if (alice == null) {
            InetSocketAddress path = port.path();
            alice = new ReliableSender(
                    context.alice().open(() -> new DatagramSocket(0, context.alice().address())), path,
                    sessions.nextInt(),
                    message -> context.acknowledged().accept(number(context.trial(), message)));
        }
        return bob;
    }

    private static int number(int trial, byte[] message) {
        return NumberedMessage.number(trial, message, 0, message.length);
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        send(alice, message);
    }

    private static void send(ReliableSender sender, byte[] message) throws IOException {
        try {
            sender.send(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for room to send");
        }
    }

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        if (!bob.stopped && !(alice.awaitAcknowledged(atMost) && bob.awaitAcknowledged(atMost))) {
            throw new IOException("not everything was acknowledged within " + atMost.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        if (alice != null) {
            alice.close();
        }
        aliceReceiver.ifPresent(ReliableReceiver::close);
        if (bob != null) {
            bob.quit();
        }
    }

    /** One run of bob's program. */
    private final class DatagramReceiver implements Receiver {
        private final ReliableReceiver receiver;
        private final Optional<ReliableSender> sender;
        private volatile boolean stopped;

        DatagramReceiver(DatagramSocket socket, Inbox inbox) throws IOException {
            receiver = receiver(socket, inbox);
            sender = context.back().isEmpty() ? Optional.empty()
                    : Optional.of(sender(context.back().get()));
        }

        private ReliableSender sender(LinkContext.Back back) throws IOException {
            return new ReliableSender(
                    context.bob().open(() -> new DatagramSocket(0, context.bob().address())), pathBack,
                    sessions.nextInt(), message -> back.acknowledged().accept(number(back.trial(), message)));
        }

        @Override
        public void send(int number, byte[] message) throws IOException {
            ReliableUdpLink.send(sender.orElseThrow(), message);
        }

        private boolean awaitAcknowledged(Duration atMost) throws IOException, InterruptedException {
            return sender.isEmpty() || sender.get().awaitAcknowledged(atMost);
        }

        @Override
        public void quit() {
            stopped = true;
            receiver.close();
            sender.ifPresent(ReliableSender::close);
        }
    }
}
