package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;

import netkit.udp.DatagramListener;

/** A UDP datagram (RFC 768) for each message: from alice to bob, who has a port, and says nothing but a greeting. */
final class UdpLink implements Link {
    /** When nothing is on the wire, nothing has come for so long, and bob has read all that has, nothing more will. */
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int GREETING_MILLIS = 1000;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final LinkContext context;
    /**
     * Not connected. A connected one would be told when bob's system has no program for a datagram (ICMP port unreachable,
     * RFC 1122 §4.1.3.3), but at the next send, so that the message refused is not the one that died: half of them would
     * seem to have died here. So each is sent, and dies where it dies.
     */
    private final DatagramSocket alice;
    private final ReceiverSocket port;
    /** Where alice sends to; null before bob was there. */
    private InetSocketAddress path;
    private DatagramReceiver bob;

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
        // The receive buffer stays as the system has it: what the kernel drops when bob is slow is a result.
        DatagramSocket socket = port.open();
        if (path == null) {
            resolveAddresses(socket);
        }
        bob = new DatagramReceiver(socket, inbox);
        if (path == null) {
            path = port.path();
        }
        return bob;
    }

    /**
     * bob sends one empty datagram, so that on Ethernet both systems know each other's addresses (ARP, RFC 826) before the
     * trial: datagrams that wait for an answer to ARP may be overtaken by later ones.
     */
    private void resolveAddresses(DatagramSocket bobs) throws IOException {
        bobs.send(new DatagramPacket(new byte[0], 0, alice.getLocalSocketAddress()));
        alice.setSoTimeout(GREETING_MILLIS);
        try {
            alice.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException _) {
            // then the first ones may come out of order
        }
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        alice.send(new DatagramPacket(message, message.length, path));
    }

    /** UDP has no end to wait for: it is over when nothing is on the wire, and nothing is left for bob to read. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (bob != null
                && !(context.bed().isIdle() && bob.isQuietSince(start, QUIET) && bob.hasReadAll())) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                throw new IOException("datagrams still come after " + atMost.toSeconds() + " s");
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    @Override
    public void close() {
        alice.close();
        if (bob != null) {
            bob.quit();
        }
    }

    /** One life of bob's program: a loop that receives. */
    private static final class DatagramReceiver implements Receiver {
        private final DatagramSocket socket;
        private final Inbox inbox;
        private final SocketAddress own;
        private boolean working;
        private long lastEnd = System.nanoTime();
        private boolean markerReceived;

        DatagramReceiver(DatagramSocket socket, Inbox inbox) {
            this.socket = socket;
            this.inbox = inbox;
            this.own = socket.getLocalSocketAddress();
            Thread.ofVirtual().name("poll udp").start(this::receiveAll);
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
                        continue;
                    }
                    setWorking(true);
                    inbox.take(packet.getData(), packet.getOffset(), packet.getLength(), true);
                    setWorking(false);
                }
            } catch (IOException _) {
                // closed: the program has quit, or was killed
            }
        }

        private synchronized void markerReceived() {
            markerReceived = true;
        }

        private synchronized void setWorking(boolean does) {
            working = does;
            markerReceived = false;
            lastEnd = System.nanoTime();
        }

        /** Whether it waits for a datagram, and has for so long since then; or is away. */
        synchronized boolean isQuietSince(long start, Duration quiet) {
            long since = Math.max(lastEnd - start, 0) + start;
            return socket.isClosed() || !working && System.nanoTime() - since >= quiet.toNanos();
        }

        /**
         * Whether it has read all that had come, or is away. What has come lies in the socket's queue until a busy machine
         * lets it be read, so bob sends himself a datagram, which is behind all that; it is to be asked for until it is
         * so, as a full queue drops that one too.
         */
        synchronized boolean hasReadAll() {
            if (!markerReceived) {
                try {
                    socket.send(new DatagramPacket(new byte[0], 0, own));
                } catch (IOException _) {
                    // closed, or no room for it now
                }
            }
            return markerReceived || socket.isClosed();
        }

        @Override
        public void quit() {
            socket.close();
        }

        @Override
        public void kill() {
            socket.close();
        }

        @Override
        public void reset() {
            throw new IllegalStateException("UDP has no connection");
        }
    }
}
