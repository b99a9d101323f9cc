package netkit.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of names in notices that fit a terminal of 80 columns. The first line has a head, those that continue it begin with
 * blanks, and each that is continued ends with a comma:
 *
 * <pre>
 * * in lobby: ann, bob, carl,
 * *   dora, emil
 * </pre>
 */
final class ChatList {
    /** The most items, whose lines must not fill a member's backlog. */
    static final int MAX_ITEMS = 200;
    private static final String INDENT = "  ";
    /** Of a line, without the asterisk and the blank of a notice. */
    private static final int COLUMNS = 77;
    /** Characters from here on may take two columns: Hangul, Chinese, Japanese, emoji. */
    private static final int FIRST_WIDE = 0x1100;

    private ChatList() {}

    /** Returns the lines, without the asterisk of a notice; beyond the limit it says how many more items there are. */
    static List<String> lines(String head, List<String> items) {
        List<String> shown = items.subList(0, Math.min(items.size(), MAX_ITEMS));
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(head);
        int columns = columns(head);
        for (int i = 0; i < shown.size(); i++) {
            boolean isLast = i == shown.size() - 1;
            String item = shown.get(i) + (isLast ? rest(items.size()) : ",");
            if (columns + columns(item) > COLUMNS && columns > INDENT.length()) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(INDENT);
                columns = INDENT.length();
            }
            line.append(item).append(isLast ? "" : " ");
            columns += columns(item) + 1;
        }
        lines.add(line.toString());
        return lines;
    }

    private static String rest(int size) {
        return size <= MAX_ITEMS ? "" : " and " + (size - MAX_ITEMS) + " more";
    }

    private static int columns(String text) {
        return text.codePoints().map(character -> character < FIRST_WIDE ? 1 : 2).sum();
    }

    /** Whether a line of a list is continued by the next one. */
    static boolean isContinued(String line) {
        return line.endsWith(",");
    }
}
