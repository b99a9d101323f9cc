package netkit.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generator of the README's picture: runs {@code netkit compare} on a terminal (through {@code script}), and draws the part
 * of its output from the table of marks on as SVG. Needs {@code target/netkit}.
 */
final class TerminalPicture {
    private static final String COMMAND = "netkit compare --seed 7";
    private static final Path FILE = Path.of("lessons", "guides", "images", "compare.svg");
    private static final int COLUMNS = 80;
    private static final double CHAR_WIDTH = 8.4;
    private static final int LINE_HEIGHT = 18;
    private static final int MARGIN = 14;
    private static final Map<String, String> COLORS = Map.of("31", "#ff7b72", "32", "#7ee787", "33",
            "#e3b341",
            "34", "#79c0ff", "35", "#d2a8ff", "36", "#56d4dd");
    /** Select Graphic Rendition, or another control sequence (ECMA-48 §8.3.117, §5.4). */
    private static final Pattern SEQUENCE = Pattern.compile("\\x1b\\[([0-9;?]*)([A-Za-z])");

    /** The current rendition of characters. */
    private record Style(String color, boolean bold) {
        static final Style PLAIN = new Style("#c9d1d9", false);

        Style after(String parameters) {
            Style style = this;
            for (String code : parameters.isEmpty() ? new String[] {"0"} : parameters.split(";")) {
                style = switch (code) {
                    case "0" -> PLAIN;
                    case "1" -> new Style(style.color, true);
                    case "22", "21" -> new Style(style.color, false);
                    case "39" -> new Style(PLAIN.color, style.bold);
                    default -> COLORS.containsKey(code) ? new Style(COLORS.get(code), style.bold) : style;
                };
            }
            return style;
        }
    }

    private TerminalPicture() {}

    public static void main(String[] arguments) throws Exception {
        List<String> lines = new ArrayList<>();
        try (LiveProcess terminal = Programs
                .shell("script -qec 'stty cols " + COLUMNS + " rows 50; " + COMMAND + "' /dev/null")) {
            if (terminal.awaitExit() != 0) {
                throw new IOException(COMMAND + " failed:\n" + terminal.output());
            }
            for (String line : terminal.output().replace("\r\n", "\n").split("\n")) {
                lines.add(line.substring(line.lastIndexOf('\r') + 1).replace("\033[K", ""));
            }
        }
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, svg(matrix(lines)));
    }

    /** The command and the table of marks: from the line that names the transports to the next empty line. */
    private static List<String> matrix(List<String> lines) {
        int first = 0;
        while (!lines.get(first).replaceAll("\033\\[[0-9;]*m", "").matches("\\s+tcp\\s.*")) {
            first++;
        }
        List<String> shown = new ArrayList<>(List.of("$ " + COMMAND, ""));
        for (int i = first; i < lines.size() && !lines.get(i).isBlank(); i++) {
            shown.add(lines.get(i));
        }
        return shown;
    }

    private static String svg(List<String> lines) {
        int width = (int) (COLUMNS * CHAR_WIDTH) + 2 * MARGIN;
        int height = lines.size() * LINE_HEIGHT + 2 * MARGIN;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                <rect width="100%%" height="100%%" rx="8" fill="#0d1117"/>
                <g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
                """.formatted(width, height, width, height, COMMAND));
        for (int row = 0; row < lines.size(); row++) {
            line(svg, lines.get(row), MARGIN + (row + 1) * LINE_HEIGHT - 5);
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    /** Each run of one style at the column where it begins, which keeps fonts of other widths aligned. */
    private static void line(StringBuilder svg, String line, int y) {
        Style style = Style.PLAIN;
        int column = 0;
        int from = 0;
        Matcher matcher = SEQUENCE.matcher(line);
        while (from <= line.length()) {
            boolean found = matcher.find();
            String text = line.substring(from, found ? matcher.start() : line.length());
            Matcher word = Pattern.compile("\\S+(?: \\S+)*").matcher(text);
            while (word.find()) {
                svg.append("<text x=\"%.1f\" y=\"%d\" fill=\"%s\"%s>%s</text>%n".formatted(
                        MARGIN + (column + word.start()) * CHAR_WIDTH, y, style.color,
                        style.bold ? " font-weight=\"bold\"" : "", escaped(word.group())));
            }
            column += text.length();
            if (!found) {
                return;
            }
            if (matcher.group(2).equals("m")) {
                style = style.after(matcher.group(1));
            }
            from = matcher.end();
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
