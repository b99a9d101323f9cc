package netkit.cli;

/** What the process says when it ends. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** Neither done nor failed: something outside was in the way (port busy, no permission, no JDK). */
    static final int INCONCLUSIVE = 3;

    private ExitCode() {}
}
