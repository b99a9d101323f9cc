package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * An open file descriptor with the name of what it is open on, for messages. It is closed when no thread uses it any
 * more, since the kernel gives its number to the next file that anyone opens.
 */
final class Descriptor implements Closeable {
    private static final int CLOSED = -1;

    private final String name;
    private volatile int number;

    private Descriptor(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** A file or device that exists; programs that are started do not inherit it. */
    static Descriptor open(String path, int flags) throws IOException {
        int number = FileCalls.open(path, flags | FileCalls.O_CLOEXEC);
        return new Descriptor(path, LinuxException.check(number, "open", path));
    }

    /** A socket of the calling thread's network namespace; programs that are started do not inherit it. */
    static Descriptor socket(int family, int type, int protocol, String name) throws IOException {
        int number = SocketCalls.socket(family, type | SocketCalls.SOCK_CLOEXEC, protocol);
        return new Descriptor(name, LinuxException.check(number, "socket", name));
    }

    /** A counter to wait for, eventfd(2). */
    static Descriptor eventfd() throws IOException {
        // EFD_NONBLOCK and EFD_CLOEXEC are defined as O_NONBLOCK and O_CLOEXEC
        int number = FileCalls.eventfd(FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC);
        return new Descriptor("eventfd", LinuxException.check(number, "eventfd", ""));
    }

    /** -1 once closed, on which every call fails with EBADF. */
    int number() {
        return number;
    }

    String name() {
        return name;
    }

    /** @return how many bytes, or the errno, negative */
    int read(MemorySegment buffer) {
        return FileCalls.read(number, buffer, buffer.byteSize());
    }

    /** @return how many bytes, or the errno, negative */
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
            FileCalls.close(open); // closed even if it replies an error, close(2)
        }
    }
}
