package netkit.lesson.judge;

/** Thrown if a check can neither pass nor fail, since something outside the student's program is in the way. */
public final class InconclusiveException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message one line: what is in the way, and what to do */
    public InconclusiveException(String message) {
        super(message);
    }
}
