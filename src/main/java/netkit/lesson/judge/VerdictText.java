package netkit.lesson.judge;

import java.util.ArrayList;
import java.util.List;

import netkit.lesson.check.Check;
import netkit.net.PrintableText;

/** A verdict as lines for a terminal of 80 columns. */
public final class VerdictText {
    private static final int WIDTH = 80;
    private static final String INDENT = "    ";
    /** A shell reads on in the next line. */
    private static final String CONTINUED = " \\";

    private VerdictText() {}

    /** Returns the line of one check: {@code ✓ split-body     the body comes in two pieces}. */
    public static String line(CheckOutcome outcome) {
        String mark = switch (outcome.status()) {
            case PASSED -> "pass";
            case FAILED -> "FAIL";
            case INCONCLUSIVE -> "????";
        };
        return cut("%s  %-14s  %s".formatted(mark, outcome.check().id(), outcome.check().title()));
    }

    /** Returns what a passed check does not show. */
    public static List<String> notes(CheckOutcome outcome) {
        List<String> lines = new ArrayList<>();
        if (outcome.status() == CheckOutcome.Status.PASSED) {
            outcome.notes().forEach(note -> wrap(lines, INDENT + "  note: ", note));
        }
        return lines;
    }

    /**
     * Returns why a check did not pass.
     *
     * @param again the words of the command that runs it again, with the same values, as a shell reads them
     */
    public static List<String> explanation(CheckOutcome outcome, List<String> again) {
        List<String> lines = new ArrayList<>();
        CheckOutcome.Failed failed = outcome.failed().orElseThrow();
        if (outcome.status() == CheckOutcome.Status.INCONCLUSIVE) {
            wrap(lines, "", "Neither passed nor failed: " + failed.message());
            return lines;
        }
        if (failed.line() == 0) {
            lines.add("");
            failed.printed().forEach(line -> lines.add(cut(INDENT + line)));
        } else {
            lines.add("");
            failed.ladder().forEach(line -> lines.add(cut("  " + line)));
            lines.add("");
            wrap(lines, "wrong:     ", failed.message());
            if (!failed.expected().isEmpty()) {
                lines.add(cut("expected:  " + failed.expected()));
            }
            if (!failed.expected().isEmpty() || !failed.received().equals("(nothing)")) {
                lines.add(cut("received:  " + failed.received()));
            }
            if (!failed.printed().isEmpty()) {
                lines.add("printed:");
                failed.printed().forEach(line -> lines.add(cut(INDENT + line)));
            }
        }
        outcome.notes().forEach(note -> wrap(lines, "note:      ", note));
        lines.add("");
        wrap(lines, "likely:    ", failed.cause());
        wrap(lines, "hint:      ", failed.hint());
        command(lines, "again:     ", again);
        return lines;
    }

    /** Returns the last line: how many checks passed, and whether the student is through. */
    public static String summary(Verdict verdict) {
        long passed = verdict.outcomes().stream()
                .filter(outcome -> outcome.status() == CheckOutcome.Status.PASSED).count();
        int all = verdict.outcomes().size() + verdict.left().size();
        String counts = passed + " of " + all + (all == 1 ? " check" : " checks") + " passed";
        if (verdict.allPassed()) {
            return counts;
        }
        long left = verdict.left().stream().filter(Check::core).count();
        return counts + (verdict.isThrough() ? ": through; the further ones are left"
                : left == 0 ? "" : "; " + left + " more of the core " + (left == 1 ? "is" : "are") + " left");
    }

    /** Adds a command that can be copied: a line that goes on ends in a backslash, and no word is cut. */
    private static void command(List<String> lines, String head, List<String> words) {
        StringBuilder line = new StringBuilder(head).append(words.getFirst());
        for (String word : words.subList(1, words.size())) {
            if (line.length() + 1 + word.length() + CONTINUED.length() > WIDTH) {
                lines.add(line + CONTINUED);
                line = new StringBuilder(" ".repeat(head.length())).append(word);
            } else {
                line.append(' ').append(word);
            }
        }
        lines.add(line.toString());
    }

    private static void wrap(List<String> lines, String head, String text) {
        String indent = " ".repeat(head.length());
        StringBuilder line = new StringBuilder(head);
        boolean begun = false;
        for (String word : PrintableText.escapeControls(text).split(" ")) {
            if (begun && line.length() + 1 + word.length() > WIDTH) {
                lines.add(cut(line.toString()));
                line = new StringBuilder(indent);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        lines.add(cut(line.toString()));
    }

    /** The lesson may be someone else's, and the program's output may hold anything. */
    private static String cut(String text) {
        String line = PrintableText.escapeControls(text);
        int length = line.codePointCount(0, line.length());
        return length <= WIDTH ? line : line.substring(0, line.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }
}
