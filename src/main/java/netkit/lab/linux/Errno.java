package netkit.lab.linux;

import java.util.Optional;

/** An error number of a system call, errno(3): those that the calls of this package return. */
public enum Errno {
    // the empty comments keep the formatter from joining the lines
    EPERM(1, "operation not permitted"), //
    ENOENT(2, "no such file"), //
    EINTR(4, "interrupted by a signal"), //
    EIO(5, "input/output error, or the interface is down"), //
    ENXIO(6, "no such device or address"), //
    E2BIG(7, "too long"), //
    EBADF(9, "the descriptor is closed"), //
    EAGAIN(11, "the operation would block"), //
    ENOMEM(12, "out of memory"), //
    EACCES(13, "permission denied"), //
    EFAULT(14, "bad address"), //
    EBUSY(16, "in use"), //
    EEXIST(17, "exists already"), //
    ENODEV(19, "no such device"), //
    ENOTDIR(20, "not a directory"), //
    EISDIR(21, "is a directory"), //
    EINVAL(22, "invalid argument"), //
    ENFILE(23, "too many open files in the system"), //
    EMFILE(24, "too many open files in this process"), //
    ENOTTY(25, "the device does not support this request"), //
    ENOSPC(28, "no space left, or a limit on namespaces has been reached"), //
    EROFS(30, "read-only file system"), //
    EPIPE(32, "no process has the other end open for reading"), //
    ERANGE(34, "out of range"), //
    ENAMETOOLONG(36, "the name is too long"), //
    ENOSYS(38, "this kernel does not have the system call"), //
    ELOOP(40, "too many symbolic links"), //
    EBADFD(77, "the descriptor has no interface, or it was deleted"), //
    EUSERS(87, "too many user namespaces"), //
    ENOTSOCK(88, "not a socket"), //
    EMSGSIZE(90, "too long for the interface's MTU"), //
    EPROTONOSUPPORT(93, "this kernel does not support the protocol"), //
    EOPNOTSUPP(95, "not supported here"), //
    EAFNOSUPPORT(97, "this kernel does not support the address family"), //
    EADDRINUSE(98, "the address is in use"), //
    EADDRNOTAVAIL(99, "the address is not available here"), //
    ENETDOWN(100, "the interface is down"), //
    ENETUNREACH(101, "the network is unreachable"), //
    ENOBUFS(105, "the kernel has no buffer space"), //
    ETIMEDOUT(110, "timed out"), //
    EHOSTUNREACH(113, "the host is unreachable");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** Returns the number on x86-64 and aarch64, from asm-generic/errno.h. */
    public int number() {
        return number;
    }

    /** Returns a short description in English, independent of the locale. */
    public String meaning() {
        return meaning;
    }

    static Optional<Errno> of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return Optional.of(errno);
            }
        }
        return Optional.empty();
    }
}
