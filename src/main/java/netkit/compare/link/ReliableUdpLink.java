package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;

import netkit.compare.ledger.NumberedMessage;
import netkit.udp.ReliableReceiver;
import netkit.udp.ReliableSender;

/** The link over datagrams that netkit numbers, acknowledges and retransmits ({@link ReliableSender}). */
final class ReliableUdpLink implements Link {
    private final LinkContext context;
    private final ReceiverSocket port;
    private ReliableSender alice;
    private DatagramReceiver bob;

    private ReliableUdpLink(LinkContext context) {
        this.context = context;
        this.port = new ReceiverSocket(context);
    }

    static ReliableUdpLink open(LinkContext context) {
        return new ReliableUdpLink(context);
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        bob = new DatagramReceiver(port.open(), inbox);
        if (alice == null) {
            InetSocketAddress path = port.path();
            alice = new ReliableSender(
                    context.alice().open(() -> new DatagramSocket(0, context.alice().address())), path,
                    new Random(context.seed() + context.trial()).nextInt(), this::acknowledged);
        }
        return bob;
    }

    private void acknowledged(byte[] message) {
        context.acknowledged().accept(NumberedMessage.number(context.trial(), message, 0, message.length));
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        try {
            alice.send(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for room to send");
        }
    }

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        if (!bob.stopped && !alice.awaitAcknowledged(atMost)) {
            throw new IOException("not everything was acknowledged within " + atMost.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        if (alice != null) {
            alice.close();
        }
        if (bob != null) {
            bob.quit();
        }
    }

    /** One run of bob's program. */
    private static final class DatagramReceiver implements Receiver {
        private final ReliableReceiver receiver;
        private volatile boolean stopped;

        DatagramReceiver(DatagramSocket socket, Inbox inbox) {
            receiver = new ReliableReceiver(socket,
                    message -> inbox.take(message, 0, message.length, true) == Inbox.Response.ACKNOWLEDGE);
        }

        @Override
        public void quit() {
            stopped = true;
            receiver.close();
        }
    }
}
