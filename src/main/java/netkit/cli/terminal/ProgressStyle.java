package netkit.cli.terminal;

/** How progress is shown on standard error. */
public enum ProgressStyle {
    /** Standard error is not a terminal. */
    NONE,
    /** A terminal whose cursor must be left alone: one line for each cell that is done. */
    LINES,
    /** One line, written over again and again and wiped out in the end. */
    ONE_LINE
}
