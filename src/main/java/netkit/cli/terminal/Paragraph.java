package netkit.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jline.utils.AttributedString;
import org.jline.utils.WCWidth;

/**
 * Text fitted into the columns of a terminal. A wide character, such as those of Chinese, takes two columns; combining
 * characters and escape sequences take none.
 */
public final class Paragraph {
    private static final String ELLIPSIS = "...";
    private static final String HANGING = "  ";
    private static final char ESCAPE = '\033';

    private Paragraph() {}

    /**
     * Returns a line as one or several that fit: what follows the first is indented by two columns more than it. A line
     * that fits stays as it is.
     */
    public static List<String> fit(String line, int width) {
        if (line.length() <= width && line.chars().allMatch(c -> c < 0x80) || width(line) <= width) {
            return List.of(line);
        }
        String text = line.stripLeading();
        String indent = line.substring(0, line.length() - text.length());
        List<String> lines = wrap(indent + HANGING, text, width);
        return Stream.concat(Stream.of(indent + lines.getFirst().stripLeading()), lines.stream().skip(1))
                .toList();
    }

    /**
     * Returns lines of whole words, and of parts of a word that is wider than a line. The first begins with the prefix, the
     * others are indented as far.
     */
    public static List<String> wrap(String prefix, String text, int width) {
        List<String> lines = new ArrayList<>();
        int indent = width(prefix);
        StringBuilder line = new StringBuilder(prefix);
        int used = indent;
        boolean isEmpty = true;
        for (String word : words(text, width - indent)) {
            int length = width(word);
            if (!isEmpty && used + 1 + length > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                used = indent;
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            used += length + (isEmpty ? 0 : 1);
            isEmpty = false;
        }
        lines.add(line.toString());
        return lines;
    }

    private static List<String> words(String text, int room) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(" ")) {
            String rest = word;
            while (room > 1 && width(rest) > room && rest.indexOf(ESCAPE) < 0) {
                String part = start(rest, room);
                words.add(part);
                rest = rest.substring(part.length());
            }
            words.add(rest);
        }
        return words;
    }

    /** Returns as much of the text, from its start, as fits into the columns. It has no escape sequences. */
    public static String start(String text, int columns) {
        int end = 0;
        int used = 0;
        while (end < text.length() && used + width(text.codePointAt(end)) <= columns) {
            used += width(text.codePointAt(end));
            end += Character.charCount(text.codePointAt(end));
        }
        return text.substring(0, end);
    }

    /** Returns the text, cut off with an ellipsis and without its colours if it is wider than that. */
    public static String clip(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        return start(AttributedString.stripAnsi(text), width - ELLIPSIS.length()) + ELLIPSIS;
    }

    /** Returns how many columns the text takes on a terminal. */
    public static int width(String text) {
        return AttributedString.stripAnsi(text).codePoints().map(Paragraph::width).sum();
    }

    private static int width(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }
}
