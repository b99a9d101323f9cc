package netkit.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jline.utils.Signals;

/**
 * A latch released by Ctrl-C (SIGINT) and SIGTERM, so that a command can end in order and with code 0. Interrupting the
 * waiting thread counts as Ctrl-C.
 */
public final class StopSignal implements AutoCloseable {
    private static final String[] SIGNALS = {"INT", "TERM"};

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Object[] before = new Object[SIGNALS.length];

    public StopSignal() {
        for (int i = 0; i < SIGNALS.length; i++) {
            before[i] = Signals.register(SIGNALS[i], this::stop);
        }
    }

    /** Has the effect of Ctrl-C. */
    public void stop() {
        stopped.countDown();
    }

    public void await() {
        await(Duration.ofNanos(Long.MAX_VALUE));
    }

    /** @return false if the time is over first */
    public boolean await(Duration timeout) {
        try {
            return stopped.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            stop();
            return true;
        }
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Restores the previous signal handlers. */
    @Override
    public void close() {
        for (int i = 0; i < SIGNALS.length; i++) {
            Signals.unregister(SIGNALS[i], before[i]);
        }
    }
}
