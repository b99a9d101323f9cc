package netkit.net;

import java.time.Duration;
import java.util.function.Consumer;

/** Passes on one line a second at most, so that a flood of equal events does not flood a log. Thread-safe. */
public final class LineThrottle {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final Consumer<String> log;
    private long nextAt;
    private int dropped;

    public LineThrottle(Scheduler scheduler, Consumer<String> log) {
        this.scheduler = scheduler;
        this.log = log;
        this.nextAt = scheduler.now();
    }

    /** Passes on the line, with the number of those before it that were dropped, unless one has passed just now. */
    public void line(String text) {
        int before;
        synchronized (this) {
            long now = scheduler.now();
            if (now < nextAt) {
                dropped++;
                return;
            }
            nextAt = now + INTERVAL.toNanos();
            before = dropped;
            dropped = 0;
        }
        log.accept(before == 0 ? text : text + "; " + before + " more like it");
    }
}
