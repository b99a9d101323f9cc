package netkit.cli.option;

/** What the process says when it ends. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    /** Neither done nor failed: something outside was in the way (port busy, no permission, no JDK). */
    public static final int INCONCLUSIVE = 3;

    private ExitCode() {}
}
