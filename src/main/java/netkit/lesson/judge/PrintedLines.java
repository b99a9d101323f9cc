package netkit.lesson.judge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import netkit.net.PrintableText;

/** The end of a program's output, without the lines of a stack trace that say nothing about the program. */
final class PrintedLines {
    private static final int MAX_LINES = 8;
    private static final int MAX_FRAMES = 3;
    /** A frame of a stack trace of Java or JavaScript, {@code ... 7 more} included. */
    private static final Pattern FRAME = Pattern.compile("\\s+(at \\S.*|\\.\\.\\. \\d+ more)");
    /** Code of Java itself, of the launcher of source files, or of node. */
    private static final Pattern FOREIGN = Pattern
            .compile("\\s+(at (java\\.base|jdk\\.|node:|.*\\(node:).*|\\.\\.\\. \\d+ more)");

    private PrintedLines() {}

    /** Returns the last lines, at most eight: the message of an exception, and where it was thrown, are among them. */
    static List<String> of(byte[] printed) {
        List<String> lines = new ArrayList<>();
        int frames = 0;
        for (String line : new String(printed, StandardCharsets.UTF_8).lines().toList()) {
            boolean frame = FRAME.matcher(line).matches();
            frames = !frame ? 0 : FOREIGN.matcher(line).matches() ? frames : frames + 1;
            if (!line.isBlank() && frames <= MAX_FRAMES && !(frame && FOREIGN.matcher(line).matches())) {
                lines.add(PrintableText.escapeControls(line.replace("\t", "  ")));
            }
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
    }
}
