package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

import netkit.udp.ReliableReceiver;
import netkit.udp.ReliableSender;

/** bob's end of the link over acknowledged datagrams. */
final class ReliableUdpEnd implements ReceivingEnd {
    private final LinkContext context;
    private final ReceiverSocket port;
    private final Optional<InetSocketAddress> pathBack;
    private final Random sessions;
    /** Where alice's socket is, on another machine; empty if it is on this one, and knows where bob's is. */
    private final Optional<InetSocketAddress> greeted;
    /** Null before the first run. */
    private volatile Program program;

    /** @param pathBack the address to which bob sends his messages; empty if he sends none */
    ReliableUdpEnd(LinkContext context, Optional<InetSocketAddress> pathBack, Random sessions) {
        this(context, pathBack, sessions, Optional.empty());
    }

    private ReliableUdpEnd(LinkContext context, Optional<InetSocketAddress> pathBack, Random sessions,
            Optional<InetSocketAddress> greeted) {
        this.context = context;
        this.port = new ReceiverSocket(context);
        this.pathBack = pathBack;
        this.sessions = sessions;
        this.greeted = greeted;
    }

    /** Returns bob's end for an alice on another machine, who has a socket at each of these addresses. */
    static ReceivingEnd remote(LinkContext context, InetSocketAddress sender,
            Optional<InetSocketAddress> receiver) {
        return new ReliableUdpEnd(context, receiver, new Random(context.seed() + context.trial()),
                Optional.of(sender));
    }

    /** Returns the address that alice sends to. To be called once, after the first start. */
    InetSocketAddress path() throws IOException {
        return port.path();
    }

    @Override
    public Link.Receiver start(Inbox inbox) throws IOException {
        boolean isFirst = program == null;
        DatagramSocket socket = port.open();
        Program started = new Program(socket, inbox);
        program = started;
        if (isFirst && greeted.isPresent()) {
            UdpGreeting.send(socket, greeted.get(), () -> started.hasReceived);
        }
        return started;
    }

    @Override
    public boolean isStopped() {
        return program.stopped;
    }

    @Override
    public void awaitSent(Duration atMost) throws IOException, InterruptedException {
        if (!program.stopped && !program.awaitAcknowledged(atMost)) {
            throw new IOException("not everything was acknowledged within " + atMost.toSeconds() + " s");
        }
    }

    @Override
    public boolean receivesEnd() {
        return false;
    }

    /** Nothing can come after the last acknowledgement. */
    @Override
    public void awaitEnd(Duration atMost) {}

    @Override
    public void kill() {
        if (program != null) {
            program.quit();
        }
    }

    /** One run of bob's program. */
    private final class Program implements Link.Receiver {
        private final ReliableReceiver receiver;
        private final Optional<ReliableSender> sender;
        private volatile boolean hasReceived;
        private volatile boolean stopped;

        Program(DatagramSocket socket, Inbox inbox) throws IOException {
            receiver = ReliableUdpLink.receiver(socket, (bytes, from, length, ownRead) -> {
                hasReceived = true;
                return inbox.take(bytes, from, length, ownRead);
            });
            sender = context.back().isEmpty() ? Optional.empty()
                    : Optional.of(sender(context.back().get()));
        }

        private ReliableSender sender(LinkContext.Back back) throws IOException {
            return new ReliableSender(
                    context.bob().open(() -> new DatagramSocket(0, context.bob().address())),
                    pathBack.orElseThrow(), sessions.nextInt(),
                    message -> back.acknowledged().accept(ReliableUdpLink.number(back.trial(), message)));
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
