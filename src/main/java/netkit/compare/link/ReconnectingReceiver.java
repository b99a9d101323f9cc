package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

import javax.net.SocketFactory;

/**
 * One run of a receiving program that connects over TCP, and again whenever its connection is lost, until it has seen
 * the sender's end or is stopped.
 */
final class ReconnectingReceiver implements Link.Receiver {
    /** The use of the connections, one after the other. */
    interface Session {
        /**
         * Connects with a socket of the program, and reads to the end.
         *
         * @return whether the sender has finished, so that no other connection is needed
         * @throws IOException if the connection could not be made, or failed
         */
        boolean run(ReconnectingReceiver program) throws IOException, InterruptedException;

        /** Sends a message to alice; see {@link Link.Receiver#send}. */
        void send(int number, byte[] message) throws IOException;

        /** Returns whether it is connected, so that it can send; when that changes, it calls {@link #ready}. */
        boolean canSend();

        /** Returns how long to wait before the next connection. */
        default Duration retryPause() {
            return RETRY_PAUSE;
        }

        /** Ends the connection of a program that quits. Returns soon. */
        default void leave(ReconnectingReceiver program) {
            program.closeSockets();
        }
    }

    /** How long the first start waits for the connection, on a machine that is busy with other trials. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    /** How long any later start waits: the schedule must continue. */
    private static final Duration RECONNECT_TIMEOUT = Duration.ofMillis(500);
    static final Duration RETRY_PAUSE = Duration.ofMillis(50);
    /** Short, to recover quickly from a lost SYN; doubled on each timeout for a slow wire. */
    private static final Duration FIRST_TIMEOUT = Duration.ofMillis(500);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(8);
    /** How long the thread of a killed program may take to end. */
    private static final Duration THREAD_TIMEOUT = Duration.ofSeconds(5);

    private final ProgramSockets sockets;
    private final Session session;
    private final Thread thread;
    private volatile Duration timeout = FIRST_TIMEOUT;

    // All that follows is guarded by this.
    private boolean connected;
    private boolean finished;
    private boolean stopped;
    private String failure = "no reply";

    /** @param name of the thread that connects and reads */
    ReconnectingReceiver(String name, SocketFactory sockets, Session session) {
        this.sockets = new ProgramSockets(sockets);
        this.session = session;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /**
     * Starts the program, and waits until it is connected.
     *
     * @param isFirst whether it must connect; else it may still be trying when this returns
     */
    void start(boolean isFirst) throws IOException {
        thread.start();
        try {
            if (!await(() -> connected && session.canSend() || stopped,
                    isFirst ? CONNECT_TIMEOUT : RECONNECT_TIMEOUT)
                    && isFirst) {
                throw new IOException("the receiver cannot connect: " + failure());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the receiver was connecting");
        }
    }

    private void run() {
        try {
            while (!isStopped() && !connect()) {
                await(() -> stopped, session.retryPause());
            }
        } catch (InterruptedException _) {
            // killed
        }
    }

    /** @return whether the sender has finished */
    private boolean connect() throws InterruptedException {
        try {
            boolean ended = session.run(this);
            timeout = FIRST_TIMEOUT;
            if (ended) {
                update(() -> finished = true);
            }
            return ended;
        } catch (ConnectException | SocketTimeoutException e) {
            timeout = MAX_TIMEOUT.compareTo(timeout.multipliedBy(2)) < 0 ? MAX_TIMEOUT
                    : timeout.multipliedBy(2);
            update(() -> failure = e.getMessage());
        } catch (IOException e) {
            timeout = FIRST_TIMEOUT; // it was connected
            update(() -> failure = e.getMessage());
        }
        return false;
    }

    /** Returns the factory of the program's sockets, which the system closes when it ends. */
    SocketFactory sockets() {
        return sockets;
    }

    /** Returns how long connecting may take. */
    Duration timeout() {
        return timeout;
    }

    /** Records that messages can be sent to the program. */
    void connected() {
        update(() -> connected = true);
    }

    /** Called when the session has become able to send. */
    void ready() {
        update(() -> {});
    }

    /** Returns whether the program has quit, or was killed. */
    synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized String failure() {
        return failure;
    }

    /**
     * Waits until the program has seen the sender's end, or is stopped.
     *
     * @throws IOException if that takes longer
     */
    void awaitEnd(Duration atMost) throws IOException, InterruptedException {
        if (!await(() -> finished || stopped, atMost)) {
            throw new IOException("the receiver has not seen the end within " + atMost.toSeconds()
                    + " s: it is slow, or not connected");
        }
    }

    private synchronized boolean await(BooleanSupplier condition, Duration atMost)
            throws InterruptedException {
        return Monitor.await(this, condition, atMost);
    }

    private synchronized void update(Runnable change) {
        change.run();
        notifyAll();
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        session.send(number, message);
    }

    @Override
    public void quit() {
        update(() -> stopped = true);
        session.leave(this);
    }

    /** The system closes the sockets of a killed program, whatever its thread is doing. */
    @Override
    public void kill() {
        update(() -> stopped = true);
        closeSockets();
        thread.interrupt();
    }

    @Override
    public void reset() {
        sockets.reset();
    }

    /** Wakes the thread that connects or reads. */
    void closeSockets() {
        sockets.close();
    }

    /** Waits until the thread of the killed program has ended. */
    void join() throws InterruptedException {
        thread.join(THREAD_TIMEOUT);
    }
}
