package netkit.compare.link;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.SocketFactory;

/** One run of a receiving program with a TCP connection that reconnects whenever the connection is lost. */
final class ReconnectingReceiver implements Link.Receiver {
    /** The use of one connection. */
    @FunctionalInterface
    interface Session {
        /**
         * Connects with a socket from the factory, and reads to the end.
         *
         * @return whether the sender has finished, so that no other connection is needed
         * @throws IOException if the connection could not be made, or failed
         */
        boolean run(SocketFactory sockets, Duration timeout) throws IOException;
    }

    private static final Duration RETRY_PAUSE = Duration.ofMillis(50);
    /** Short, to recover quickly from a lost SYN; doubled on each timeout for a slow wire. */
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
                timeout = FIRST_TIMEOUT; // it was connected
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

    /** Returns whether the program has quit, or was killed. */
    synchronized boolean isStopped() {
        return stopped;
    }

    /** @return whether the session finished, or the program stopped, within this time */
    synchronized boolean awaitEnd(Duration atMost) throws InterruptedException {
        return Monitor.await(this, () -> finished || stopped, atMost);
    }

    @Override
    public synchronized void quit() {
        stopped = true;
        notifyAll();
        sockets.close(); // wakes the thread that connects or reads
    }

    /** The system closes the sockets of a killed program just as those of one that quits. */
    @Override
    public void kill() {
        quit();
    }

    @Override
    public void reset() {
        sockets.reset();
    }
}
