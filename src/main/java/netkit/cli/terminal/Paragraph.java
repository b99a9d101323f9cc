package netkit.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of whole words. */
public final class Paragraph {
    private Paragraph() {}

    /** The first line begins with the prefix, the others are indented as far. */
    public static List<String> wrap(String prefix, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(prefix);
        boolean isEmpty = true;
        for (String word : text.split(" ")) {
            if (!isEmpty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(prefix.length()));
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(line.toString());
        return lines;
    }

    /** Cut off with an ellipsis where it is too long. */
    public static String clip(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 3)) + "...";
    }
}
