package netkit.cli.option;

import netkit.cli.terminal.Paragraph;

/** Formats text in quotation marks, shortened to fit in a line. */
public final class QuotedText {
    /** In columns of a terminal. */
    private static final int MAX_WIDTH = 56;

    private QuotedText() {}

    /** {@code "text"}, with an ellipsis behind it where the text is wider than {@value #MAX_WIDTH} columns. */
    public static String of(String text) {
        String start = Paragraph.start(text, MAX_WIDTH);
        return '"' + start + (start.length() < text.length() ? "\"…" : "\"");
    }
}
