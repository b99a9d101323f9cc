package netkit.lab.script;

/** A line that the lab does not understand: what is wrong, where in the line, and what is allowed. */
public final class LabSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int column;

    /** @param column of the line, counted from 1 */
    LabSyntaxException(int column, String message) {
        super(message);
        this.column = column;
    }

    public int column() {
        return column;
    }
}
