package netkit.compare.link;

import java.time.Duration;

/** An inbox that knows for how long its program has had nothing to do. */
final class IdleInbox implements Inbox {
    private final Inbox program;
    private boolean isBusy;
    private long since = System.nanoTime();

    IdleInbox(Inbox program) {
        this.program = program;
    }

    @Override
    public Response take(byte[] bytes, int from, int length, boolean ownRead) {
        set(true);
        try {
            return program.take(bytes, from, length, ownRead);
        } finally {
            set(false);
        }
    }

    private synchronized void set(boolean busy) {
        isBusy = busy;
        since = System.nanoTime();
    }

    /** Counts from now on, because more may come. */
    synchronized void restart() {
        since = System.nanoTime();
    }

    /** Returns how much longer it must have nothing to do until it was idle for this long; negative if it was. */
    synchronized Duration left(Duration quiet) {
        return isBusy ? quiet : quiet.minusNanos(System.nanoTime() - since);
    }
}
