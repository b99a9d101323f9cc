package netkit.lab.linux;

import java.io.IOException;

/** Thrown if a system call fails; the message has the call, its object, and the errno with its meaning. */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int number;

    /**
     * @param call   the call and its object, such as {@code open /dev/net/tun}
     * @param number the errno, positive
     * @param detail the kernel's message beyond the errno, or empty
     */
    LinuxException(String call, int number, String detail) {
        super(call + ": " + describe(number) + (detail.isEmpty() ? "" : ": " + detail));
        this.number = number;
    }

    /** Whether the call failed with this errno. */
    public boolean is(Errno errno) {
        return number == errno.number();
    }

    /** Returns the errno, positive, which {@link Errno} may not have. */
    public int number() {
        return number;
    }

    /**
     * Returns the result of a call, or throws if it is a negative errno.
     *
     * @param object the object of the call, or empty
     */
    static int check(int result, String call, String object) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(object.isEmpty() ? call : call + " " + object, -result, "");
        }
        return result;
    }

    private static String describe(int number) {
        return Errno.of(number).map(errno -> errno + " (" + errno.meaning() + ")").orElse("errno " + number);
    }
}
