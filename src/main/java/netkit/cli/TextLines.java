package netkit.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of whole words. */
final class TextLines {
    private TextLines() {}

    /**
     * The first line begins with the prefix, the others are indented as far.
     *
     * @param width characters in a line, but for words that are longer
     */
    static List<String> wrap(String prefix, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(prefix);
        String separator = "";
        for (String word : text.split(" ")) {
            if (line.length() + separator.length() + word.length() > width && !separator.isEmpty()) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(prefix.length()));
                separator = "";
            }
            line.append(separator).append(word);
            separator = " ";
        }
        lines.add(line.toString());
        return lines;
    }
}
