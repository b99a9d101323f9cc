package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A counter that ends another thread's wait in a {@link Poller}: it is readable while it is not 0, eventfd(2). */
public final class Wakeup implements Closeable {
    private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1);

    private final Descriptor counter;
    private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);

    private Wakeup(Descriptor counter) {
        this.counter = counter;
    }

    public static Wakeup open() throws IOException {
        return new Wakeup(Descriptor.eventfd());
    }

    public int descriptor() {
        return counter.number();
    }

    /** Ends the current or next wait, and all later ones until {@link #clear}; any thread may call it. */
    public void wake() throws IOException {
        int written = counter.write(ONE, ONE.byteSize());
        if (written < 0 && written != -Errno.EAGAIN.number()) { // EAGAIN: the counter is at its maximum, so readable
            throw counter.failed("write to", written);
        }
    }

    /** Resets the counter; only the waiting thread may call it. */
    public void clear() throws IOException {
        int read = counter.read(count);
        if (read < 0 && read != -Errno.EAGAIN.number()) {
            throw counter.failed("read from", read);
        }
    }

    @Override
    public void close() {
        counter.close();
    }
}
