package netkit.compare.link;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.SocketFactory;

/**
 * One life of a receiving program that has a TCP connection, and makes another whenever it has none, as real programs do:
 * until it is over, or its life is.
 */
final class ReconnectingReceiver implements Link.Receiver {
    /** What the program does with a connection. */
    @FunctionalInterface
    interface Session {
        /**
         * Connects with a socket from there, and reads to the end.
         *
         * @return whether nothing more is to come, not even over another connection
         * @throws IOException when the connection could not be made, or broke
         */
        boolean run(SocketFactory sockets, Duration timeout) throws IOException;
    }

    private static final Duration RETRY_PAUSE = Duration.ofMillis(50);
    /** A SYN that was lost is soon tried again; a wire that is slow gets the time it needs. */
    private static final Duration FIRST_TIMEOUT = Duration.ofMillis(500);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(8);

    private final ProgramSockets sockets;
    private final Session session;
    private boolean finished;
    private boolean stopped;

    /** @param name of the thread that connects and reads */
    ReconnectingReceiver(String name, SocketFactory sockets, Session session) {
        this.sockets = new ProgramSockets(sockets);
        this.session = session;
        Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        Duration timeout = FIRST_TIMEOUT;
        while (!isFinished() && !isStopped()) {
            try {
                if (session.run(sockets, timeout)) {
                    finished();
                }
                timeout = FIRST_TIMEOUT;
            } catch (ConnectException | SocketTimeoutException _) {
                Duration twice = timeout.multipliedBy(2);
                timeout = twice.compareTo(MAX_TIMEOUT) < 0 ? twice : MAX_TIMEOUT;
            } catch (IOException _) {
                timeout = FIRST_TIMEOUT; // it was connected, and another connection may last
            }
            pause();
        }
    }

    private synchronized void finished() {
        finished = true;
        notifyAll();
    }

    private synchronized void pause() {
        try {
            Monitor.await(this, () -> finished || stopped, RETRY_PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    private synchronized boolean isFinished() {
        return finished;
    }

    /** Whether the program has quit, or was killed. */
    synchronized boolean isStopped() {
        return stopped;
    }

    /** @return whether it is over, or the program away, within that time */
    synchronized boolean awaitEnd(Duration atMost) throws InterruptedException {
        return Monitor.await(this, () -> finished || stopped, atMost);
    }

    @Override
    public synchronized void quit() {
        stopped = true;
        notifyAll();
        sockets.close(); // wakes whoever connects or reads
    }

    /** The system closes what a killed program had open, as it does for one that quits. */
    @Override
    public void kill() {
        quit();
    }

    @Override
    public void reset() {
        sockets.reset();
    }
}
