package netkit.dissect.filter;

/**
 * A word of a filter.
 *
 * @param text without quotes and escapes
 * @param column where it begins, from 1
 */
record Token(Kind kind, String text, int column) {
    enum Kind {
        /** A name, a number, an address or an operator in letters. */
        WORD,
        /** Text in quotes. */
        STRING,
        /** An operator or a bracket. */
        SYMBOL, END
    }

    boolean is(String symbolOrWord) {
        return kind != Kind.STRING && kind != Kind.END && text.equals(symbolOrWord);
    }

    /** Returns the token as an error quotes it. */
    String quoted() {
        return kind == Kind.END ? "the end of the filter"
                : kind == Kind.STRING ? '"' + text + '"' : "'" + text + "'";
    }
}
