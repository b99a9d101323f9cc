package netkit.udp;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import netkit.udp.ReliableDatagram.Ack;
import netkit.udp.ReliableDatagram.Data;

/**
 * Sends messages over UDP so that all arrive, once and in order, as long as the receiver lives ({@link ReliableDatagram}):
 * a thread reads acknowledgements, another sends again what has waited too long. Safe for threads.
 */
public final class ReliableSender implements Closeable {
    private final DatagramSocket socket;
    private final InetSocketAddress receiver;
    private final SendWindow window;
    private boolean closed;

    /**
     * @param socket bound, not connected; closed with this
     * @param session an id that no other session of this receiver's has; drawn at random, most simply
     * @param acknowledged told each message, in order, when its acknowledgement has come; must be short
     */
    public ReliableSender(DatagramSocket socket, InetSocketAddress receiver, int session,
            Consumer<byte[]> acknowledged) {
        this.socket = socket;
        this.receiver = receiver;
        this.window = new SendWindow(session, 0, this::transmit, acknowledged);
        Thread.ofVirtual().name("watch acknowledgements").start(this::receiveAll);
        Thread.ofVirtual().name("timer of retransmissions").start(this::runTimer);
    }

    /**
     * Takes a message into a buffer, from where it is sent until it is acknowledged; waits while that is full.
     *
     * @throws IllegalArgumentException when it is longer than {@link ReliableDatagram#MAX_MESSAGE}
     * @throws IOException when the receiver has not been heard of for too long, or this is closed
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
     * Waits until every message is acknowledged.
     *
     * @return whether that came about in time
     * @throws IOException when the receiver has not been heard of for too long, or this is closed
     */
    public synchronized boolean awaitAcknowledged(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!window.isDone()) {
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
            socket.send(new DatagramPacket(datagram, datagram.length, receiver));
        } catch (IOException _) {
            // as if it was lost on the way: it is sent again
        }
    }

    private void receiveAll() {
        byte[] buffer = new byte[ReliableDatagram.ACK_LENGTH + 1];
        try {
            while (true) {
                ReceivedDatagram datagram = DatagramSockets.receive(socket, buffer);
                if (ReliableDatagram.decode(buffer, datagram.length()).orElse(null) instanceof Ack ack
                        && !datagram.truncated()) {
                    acknowledged(ack);
                }
            }
        } catch (IOException _) {
            close(); // without acknowledgements nothing more can be sent
        }
    }

    private synchronized void acknowledged(Ack ack) {
        window.received(ack, System.nanoTime());
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

    /** Sends nothing more, not even what was taken and is not acknowledged. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        socket.close();
    }
}
