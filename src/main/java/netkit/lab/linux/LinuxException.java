package netkit.lab.linux;

import java.io.IOException;

/** A system call failed: its message says which call, on what, and why by the errno's name and meaning. */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int number;

    /**
     * @param call   what was asked, such as {@code open /dev/net/tun}
     * @param number the errno, positive
     * @param more   what the kernel said beyond the number, or empty
     */
    LinuxException(String call, int number, String more) {
        super(call + ": " + describe(number) + (more.isEmpty() ? "" : ": " + more));
        this.number = number;
    }

    /** Whether this was the reason. */
    public boolean is(Errno errno) {
        return number == errno.number();
    }

    /** The errno, positive, also when it is none that {@link Errno} names. */
    public int number() {
        return number;
    }

    /**
     * Passes the result of a call on, unless it is an errno, negative.
     *
     * @param what the call was made on, or empty
     */
    static int check(int result, String call, String what) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(what.isEmpty() ? call : call + " " + what, -result, "");
        }
        return result;
    }

    private static String describe(int number) {
        return Errno.of(number).map(errno -> errno + " (" + errno.meaning() + ")").orElse("errno " + number);
    }
}
