package netkit.cli.option;

/** The exit codes of the process. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    /** Neither done nor failed: something outside netkit prevented it (port in use, no permission, no JDK). */
    public static final int INCONCLUSIVE = 3;
    /** The user pressed Ctrl-C before it was done, as shells report a process that SIGINT ended. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
