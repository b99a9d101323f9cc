package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * An open file descriptor, with a name for messages. It must be closed only when no thread uses it, because the kernel
 * reuses its number for the next file that is opened.
 */
final class Descriptor implements Closeable {
    private static final int CLOSED = -1;

    private final String name;
    private volatile int number;

    private Descriptor(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** Opens an existing file or device; child processes do not inherit the descriptor. */
    static Descriptor open(String path, int flags) throws IOException {
        int number = FileCalls.open(path, flags | FileCalls.O_CLOEXEC);
        return new Descriptor(path, LinuxException.check(number, "open", path));
    }

    /** Opens a socket in the calling thread's network namespace; child processes do not inherit the descriptor. */
    static Descriptor socket(int family, int type, int protocol, String name) throws IOException {
        int number = SocketCalls.socket(family, type | SocketCalls.SOCK_CLOEXEC, protocol);
        return new Descriptor(name, LinuxException.check(number, "socket", name));
    }

    /** Opens a counter that a thread can wait for, eventfd(2). */
    static Descriptor eventfd() throws IOException {
        // EFD_NONBLOCK and EFD_CLOEXEC are defined as O_NONBLOCK and O_CLOEXEC
        int number = FileCalls.eventfd(FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC);
        return new Descriptor("eventfd", LinuxException.check(number, "eventfd", ""));
    }

    /** Returns the number, or -1 after closing; every call on -1 fails with EBADF. */
    int number() {
        return number;
    }

    String name() {
        return name;
    }

    /** @return the number of bytes, or the negative errno */
    int read(MemorySegment buffer) {
        return FileCalls.read(number, buffer, buffer.byteSize());
    }

    /** @return the number of bytes, or the negative errno */
    int write(MemorySegment buffer, long length) {
        return FileCalls.write(number, buffer, length);
    }

    LinuxException failed(String call, int errno) {
        return new LinuxException(call + " " + name, -errno, "");
    }

    @Override
    public synchronized void close() {
        int open = number;
        number = CLOSED;
        if (open != CLOSED) {
            FileCalls.close(open); // closes the descriptor even if it returns an error, close(2)
        }
    }
}
