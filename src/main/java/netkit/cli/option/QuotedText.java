package netkit.cli.option;

/** Formats text in quotation marks, shortened to fit in a line. */
public final class QuotedText {
    /** In characters. */
    private static final int MAX_LENGTH = 64;

    private QuotedText() {}

    /** {@code "text"}, with an ellipsis behind it where the text is longer than {@value #MAX_LENGTH} characters. */
    public static String of(String text) {
        return text.length() > MAX_LENGTH ? "\"" + text.substring(0, MAX_LENGTH) + "\"…"
                : "\"" + text + "\"";
    }
}
