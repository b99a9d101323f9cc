package netkit.engineio;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * What a handler is to be told, one thing after the other, by whichever thread there is: one that has received something
 * tells it by itself, and reads on only when it is told; one that may not be kept waiting leaves it to another.
 */
final class Mailbox {
    private final Consumer<Throwable> onFault;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private long added;
    private long done;
    private boolean busy;

    /** @param onFault told when a handler throws */
    Mailbox(Consumer<Throwable> onFault) {
        this.onFault = onFault;
    }

    /** Never waits, and runs nothing. */
    synchronized void add(Runnable what) {
        waiting.add(what);
        added++;
    }

    /** Returns when all that was added so far has been told. */
    void tell() throws InterruptedException {
        long mine;
        synchronized (this) {
            mine = added;
            while (busy && done < mine) {
                wait();
            }
            if (done >= mine || waiting.isEmpty()) {
                return;
            }
            busy = true;
        }
        tellAll();
    }

    /** Has all that was added told by another thread. */
    synchronized void tellElsewhere() {
        if (!busy && !waiting.isEmpty()) {
            busy = true;
            Thread.ofVirtual().name("tell").start(this::tellAll);
        }
    }

    private void tellAll() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                onFault.accept(e);
            } finally {
                told();
            }
        }
    }

    private synchronized Runnable next() {
        Runnable next = waiting.poll();
        busy = next != null;
        return next;
    }

    private synchronized void told() {
        done++;
        notifyAll();
    }
}
