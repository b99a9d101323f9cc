package netkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * A watch over one reading thread that notices when its peer is silent: when a read has waited for a time, and again
 * after each further such time. Only waiting counts, so that a reader that is busy elsewhere makes no peer silent. A
 * read costs a look at the clock, where a socket's own timeout costs a virtual thread a timer each.
 */
public final class SilenceWatch {
    private static final long BUSY = -1;

    private final Scheduler scheduler;
    private final long limit;
    private final IntConsumer onSilence;

    // All that follows is guarded by this.
    /** When the current read began; {@link #BUSY} between reads. */
    private long waitingSince = BUSY;
    private boolean started;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;

    /**
     * Creates a watch that is not started.
     *
     * @param onSilence receives how many times the limit has passed in the current read, from 1; the reading thread does
     *        not go on before it returns. It must not block.
     */
    public SilenceWatch(Scheduler scheduler, Duration limit, IntConsumer onSilence) {
        this.scheduler = scheduler;
        this.limit = limit.toNanos();
        this.onSilence = onSilence;
    }

    /** Starts the watch; no effect if it is started. */
    public synchronized void start() {
        if (!started) {
            started = true;
            timer = scheduler.at(scheduler.now() + limit, this::check);
        }
    }

    public synchronized void stop() {
        started = false;
        timer.cancel();
    }

    /** Reads as {@link InputStream#read(byte[], int, int)} does. */
    public int read(InputStream in, byte[] bytes, int from, int length) throws IOException {
        setWaitingSince(scheduler.now());
        try {
            return in.read(bytes, from, length);
        } finally {
            setWaitingSince(BUSY);
        }
    }

    /** Runs an action, during which the reading thread does not go on, if that thread is in {@link #read}. */
    public synchronized void runWhileWaiting(Runnable action) {
        if (waitingSince != BUSY) {
            action.run();
        }
    }

    /** Whether a thread is in {@link #read}. */
    public synchronized boolean isWaiting() {
        return waitingSince != BUSY;
    }

    private synchronized void setWaitingSince(long time) {
        waitingSince = time;
    }

    private synchronized void check() {
        long now = scheduler.now();
        long silent = waitingSince == BUSY ? 0 : now - waitingSince;
        if (silent >= limit) {
            onSilence.accept((int) Math.min(Integer.MAX_VALUE, silent / limit));
        }
        if (started) {
            timer = scheduler.at(now + limit - silent % limit, this::check);
        }
    }
}
