package netkit.dissect.filter;

/** A filter that is not in the language. The message is one line: the column, what is wrong and what was expected. */
public final class FilterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int column;

    FilterException(int column, String problem) {
        super("column " + column + ": " + problem);
        this.column = column;
    }

    /** Returns where in the filter, in characters from 1. */
    public int column() {
        return column;
    }
}
