package netkit.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.jline.utils.Signals;

/**
 * A latch released by Ctrl-C (SIGINT) and SIGTERM, so that a command can end in order and with code 0. Interrupting the
 * waiting thread counts as Ctrl-C.
 */
public final class StopSignal implements AutoCloseable {
    private static final String[] SIGNALS = {"INT", "TERM"};
    /** Longer than any closing handshake, or the writing of what waits for the disk. */
    private static final Duration LAST_RESORT = Duration.ofSeconds(15);
    private static final int FAILED = 1;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object[] before = new Object[SIGNALS.length];

    public StopSignal() {
        for (int i = 0; i < SIGNALS.length; i++) {
            before[i] = Signals.register(SIGNALS[i], this::signalled);
        }
    }

    /**
     * Returns a signal that ends the process if its command is not done with ending in order within {@link #LAST_RESORT},
     * for servers: their clients may have left them neither memory nor descriptors to end with.
     */
    public static StopSignal ofServer() {
        return ofServer(LAST_RESORT, Runtime.getRuntime()::halt);
    }

    /** @param halt ends the process with an exit code */
    static StopSignal ofServer(Duration lastResort, IntConsumer halt) {
        StopSignal stop = new StopSignal();
        Thread.ofPlatform().daemon().name("last resort") // later there may be no memory for the thread
                .start(() -> stop.endAnyway(lastResort, halt));
        return stop;
    }

    private void endAnyway(Duration lastResort, IntConsumer halt) {
        try {
            signalled.await();
            if (!closed.await(lastResort.toNanos(), TimeUnit.NANOSECONDS)) {
                sayWhy(lastResort);
                halt.accept(FAILED);
            }
        } catch (InterruptedException _) {
            // no code interrupts this thread
        }
    }

    /** Standard error may be a terminal that stands still. */
    private static void sayWhy(Duration lastResort) throws InterruptedException {
        try {
            Thread.ofPlatform().daemon().start(() -> System.err.println(
                    "netkit: not all connections could be closed in order within " + lastResort.toSeconds()
                            + " s; ended without that"))
                    .join(500);
        } catch (OutOfMemoryError _) {
            // then without a word
        }
    }

    /** Has the effect of a signal. */
    void signalled() {
        signalled.countDown();
        stop();
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
        closed.countDown();
        signalled.countDown();
    }
}
