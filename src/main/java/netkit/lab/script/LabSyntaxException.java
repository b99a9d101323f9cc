package netkit.lab.script;

/** Thrown for an invalid line of the lab's language. The message says what is wrong and what is allowed. */
public final class LabSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int column;

    /** @param column of the mistake, counted from 1 */
    public LabSyntaxException(int column, String message) {
        super(message);
        this.column = column;
    }

    public int column() {
        return column;
    }
}
