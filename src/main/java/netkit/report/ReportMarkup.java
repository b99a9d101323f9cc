package netkit.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** A writer of HTML that escapes text and attribute values (WHATWG HTML §13.3). */
final class ReportMarkup {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    ReportMarkup open(String tag, String... attributes) {
        tag(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    /** Closes the element that was opened last. */
    ReportMarkup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    ReportMarkup text(String text) {
        escape(text, false);
        return this;
    }

    /** Writes an element that contains only text. */
    ReportMarkup element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** Writes a void element, such as {@code meta}. */
    ReportMarkup empty(String tag, String... attributes) {
        tag(tag, attributes).append("/>");
        return this;
    }

    ReportMarkup line() {
        out.append('\n');
        return this;
    }

    /** Appends netkit's own markup unescaped, such as a style sheet. */
    ReportMarkup own(String markup) {
        out.append(markup);
        return this;
    }

    private StringBuilder tag(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1], true);
            out.append('"');
        }
        return out;
    }

    private void escape(String text, boolean inAttribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append(inAttribute ? "&quot;" : "\"");
                case '\n', '\t' -> out.append(c);
                default -> out.append(Character.isISOControl(c) ? '\ufffd' : c); // no control is legal in HTML
            }
        }
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }
}
