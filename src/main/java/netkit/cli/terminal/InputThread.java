package netkit.cli.terminal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A thread that sends standard input to a peer. When the peer closes first, it tells whether input is left that was not
 * sent, which is a failure, or whether none has come, which is not.
 */
public final class InputThread {
    /** Sends the input to its end; it must not go on when the peer has closed. */
    @FunctionalInterface
    public interface Sending {
        void run(InputStream in) throws IOException, InterruptedException;
    }

    /** What has become of the input. */
    public enum State {
        /** All of it was sent. */
        ENDED,
        /** Some of it could not be sent. */
        FAILED,
        /** Sending makes no progress. */
        STALLED,
        /** It has not ended, but no more has come for half a second. */
        IDLE,
        /** None of these yet. */
        BUSY
    }

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration STALL = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 10;

    // Guarded by this.
    private boolean reading;
    private long movedAt = System.nanoTime();
    private State state = State.BUSY;

    public InputThread(InputStream in, Sending sending) {
        Thread.ofPlatform().daemon().name("standard input").start(() -> run(in, sending));
    }

    private void run(InputStream in, Sending sending) {
        State outcome = State.FAILED;
        try {
            sending.run(new Watched(in));
            outcome = State.ENDED;
        } catch (IOException | InterruptedException _) {
            // the connection's own thread says how it ended
        } finally {
            ended(outcome);
        }
    }

    private synchronized void ended(State outcome) {
        state = outcome;
        notifyAll();
    }

    private synchronized void moved(boolean nowReading) {
        reading = nowReading;
        movedAt = System.nanoTime();
    }

    /** Waits, once the peer has closed, for one of the states other than {@link State#BUSY}. */
    public State awaitRest() throws InterruptedException {
        long since = System.nanoTime();
        State now = state(since);
        while (now == State.BUSY) { // not asking whether input is available: System.in would wait for the blocked read
            now = state(since);
        }
        return now;
    }

    private synchronized State state(long closedAt) throws InterruptedException {
        if (state == State.BUSY) {
            TimeUnit.MILLISECONDS.timedWait(this, POLL_MILLIS);
        }
        long now = System.nanoTime();
        long still = now - movedAt;
        return state != State.BUSY ? state
                : reading && still > IDLE.toNanos() ? State.IDLE
                        : Math.min(still, now - closedAt) > STALL.toNanos() ? State.STALLED : State.BUSY;
    }

    /** Notes when a read begins and ends. */
    private final class Watched extends FilterInputStream {
        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            moved(true);
            try {
                return super.read(bytes, from, length);
            } finally {
                moved(false);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }
    }
}
