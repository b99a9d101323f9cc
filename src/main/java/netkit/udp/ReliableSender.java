package netkit.udp;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import netkit.udp.ReliableDatagram.Ack;
import netkit.udp.ReliableDatagram.Data;

/**
 * A sender of messages over UDP that all arrive, once and in order, while the receiver lives ({@link ReliableDatagram}):
 * one thread reads acknowledgements, another retransmits after a timeout. Thread-safe.
 */
public final class ReliableSender implements Closeable {
    private final DatagramSocket socket;
    private final InetSocketAddress receiver;
    private final Consumer<byte[]> onAcknowledged;
    private final SendWindow window;
    /** Acknowledged by the window, not yet reported. */
    private final List<byte[]> acknowledged = new ArrayList<>();
    private boolean closed;

    /**
     * @param socket bound, not connected; closed with this
     * @param session an id that is unique among the receiver's sessions, for example a random one
     * @param onAcknowledged called with each message, in order, when it is acknowledged
     */
    public ReliableSender(DatagramSocket socket, InetSocketAddress receiver, int session,
            Consumer<byte[]> onAcknowledged) {
        this.socket = socket;
        this.receiver = receiver;
        this.onAcknowledged = onAcknowledged;
        this.window = new SendWindow(session, 0, this::transmit, acknowledged::add);
        Thread.ofVirtual().name("watch acknowledgements").start(this::receiveAll);
        Thread.ofVirtual().name("timer of retransmissions").start(this::runTimer);
    }

    /**
     * Puts a message in the send buffer, where it stays until it is acknowledged; waits while the buffer is full.
     *
     * @throws IllegalArgumentException when it is longer than {@link ReliableDatagram#MAX_MESSAGE}
     * @throws IOException if acknowledgements are missing for too long, or this is closed
     */
    public synchronized void send(byte[] message) throws IOException, InterruptedException {
        if (message.length > ReliableDatagram.MAX_MESSAGE) {
            throw new IllegalArgumentException("a message of " + message.length
                    + " bytes does not fit in a datagram: at most " + ReliableDatagram.MAX_MESSAGE);
        }
        requireAlive();
        while (!window.hasRoomFor(message.length)) {
            wait();
            requireAlive();
        }
        window.offer(message.clone(), System.nanoTime());
        notifyAll();
    }

    /**
     * Waits until every message is acknowledged, and reported as such.
     *
     * @return false if the time is over first
     * @throws IOException if acknowledgements are missing for too long, or this is closed
     */
    public synchronized boolean awaitAcknowledged(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!window.isDone() || !acknowledged.isEmpty()) {
            requireAlive();
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private void requireAlive() throws IOException {
        if (closed) {
            throw new IOException("the sender is closed");
        }
        if (window.isGivenUp()) {
            throw new IOException("no acknowledgement from " + receiver.getAddress().getHostAddress() + ":"
                    + receiver.getPort() + " for "
                    + TimeUnit.NANOSECONDS.toSeconds(SendWindow.GIVE_UP_AFTER)
                    + " s, so nothing more is sent");
        }
    }

    private void transmit(Data data) {
        byte[] datagram = data.encode();
        try {
            DatagramSockets.send(socket, new DatagramPacket(datagram, datagram.length, receiver));
        } catch (IOException _) {
            // as if lost on the way: it is retransmitted
        }
    }

    private void receiveAll() {
        byte[] buffer = new byte[ReliableDatagram.ACK_LENGTH + 1];
        try {
            while (true) {
                ReceivedDatagram datagram = DatagramSockets.receive(socket, buffer);
                if (ReliableDatagram.decode(buffer, datagram.length()).orElse(null) instanceof Ack ack
                        && !datagram.truncated()) {
                    received(ack).forEach(onAcknowledged);
                    reported();
                }
            }
        } catch (IOException _) {
            close(); // without acknowledgements nothing more can be sent
        }
    }

    /** Returns the messages that it acknowledges. */
    private synchronized List<byte[]> received(Ack ack) {
        window.received(ack, System.nanoTime());
        notifyAll(); // there may be room for new messages
        return List.copyOf(acknowledged);
    }

    private synchronized void reported() {
        acknowledged.clear();
        notifyAll();
    }

    private synchronized void runTimer() {
        try {
            while (!closed) {
                OptionalLong next = window.nextTick();
                long left = next.orElse(0) - System.nanoTime();
                if (next.isEmpty()) {
                    wait();
                } else if (left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } else {
                    window.tick(System.nanoTime());
                    notifyAll();
                }
            }
        } catch (InterruptedException _) {
            close();
        }
    }

    /** Stops sending; messages that are not acknowledged may be lost. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        socket.close();
    }
}
