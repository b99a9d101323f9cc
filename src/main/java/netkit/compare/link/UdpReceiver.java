package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import netkit.lab.Testbed;
import netkit.udp.DatagramListener;

/** A run of a program over UDP: a loop that receives. Empty datagrams are no messages. */
final class UdpReceiver implements Link.Receiver {
    /** A direction is over when the wire is idle, nothing has arrived for this long, and the program has read everything. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private final DatagramSocket socket;
    private final IdleInbox inbox;
    private final Predicate<InetAddress> admitted;
    private final SocketAddress own;
    private final InetSocketAddress to;
    private volatile boolean hasReceived;
    private boolean markerReceived;

    /**
     * @param to where the program sends its own messages; null if it sends none
     * @param admitted the addresses from which it takes messages
     */
    UdpReceiver(DatagramSocket socket, Inbox inbox, InetSocketAddress to, Predicate<InetAddress> admitted) {
        this.to = to;
        this.socket = socket;
        this.inbox = new IdleInbox(inbox);
        this.admitted = admitted;
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
                } else if (packet.getLength() > 0 && admitted.test(packet.getAddress())) {
                    hasReceived = true;
                    inbox.take(packet.getData(), packet.getOffset(), packet.getLength(), true);
                }
            }
        } catch (IOException _) {
            // closed: the program has quit, or was killed
        }
    }

    /** Returns whether it has received a message. */
    boolean hasReceived() {
        return hasReceived;
    }

    private synchronized void markerReceived() {
        markerReceived = true;
        notifyAll();
    }

    /**
     * Waits until these have received everything that was sent. UDP has no end to wait for: it is over when the wire is
     * idle and the programs have read everything. One that has quit is not waited for.
     *
     * @throws IOException if that takes longer
     */
    static void awaitQuiet(List<UdpReceiver> all, Testbed bed, Duration atMost)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        all.forEach(one -> one.inbox.restart());
        while (!isOver(all, bed)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("datagrams still come after " + atMost.toSeconds() + " s");
            }
        }
    }

    /** Waits until each has been idle, and then for its marker. */
    private static boolean isOver(List<UdpReceiver> all, Testbed bed) throws InterruptedException {
        for (UdpReceiver receiver : running(all)) {
            Duration left = receiver.inbox.left(QUIET);
            if (left.isPositive()) {
                Thread.sleep(left);
            }
        }
        if (running(all).isEmpty()) {
            return true;
        }
        if (!bed.isIdle()) {
            all.forEach(one -> one.inbox.restart()); // what is in flight will arrive
            return false;
        }
        for (UdpReceiver receiver : running(all)) {
            if (!receiver.hasReadAll(QUIET)) {
                return false;
            }
        }
        return running(all).stream().noneMatch(one -> one.inbox.left(QUIET).isPositive());
    }

    private static List<UdpReceiver> running(List<UdpReceiver> all) {
        return all.stream().filter(one -> !one.isStopped()).toList();
    }

    boolean isStopped() {
        return socket.isClosed();
    }

    /**
     * Returns whether it has read everything that had arrived. Datagrams may wait in the socket's buffer on a busy
     * machine, so the program sends itself a marker, which is queued behind them. To be called repeatedly, because a full
     * buffer drops the marker too.
     */
    private synchronized boolean hasReadAll(Duration atMost) throws InterruptedException {
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
