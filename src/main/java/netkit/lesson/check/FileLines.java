package netkit.lesson.check;

import java.util.ArrayList;
import java.util.List;

/** Compares the lines of a file, whose order does not matter, with those that are wanted. */
public final class FileLines {
    private FileLines() {}

    /** What differs. */
    public enum Kind {
        NONE, MISSING, EXTRA, REPEATED
    }

    /**
     * The first difference: a line that is too much counts before one that is missing, which may still come.
     *
     * @param line that is too much, or is missing
     */
    public record Difference(Kind kind, String line) {
        /** Whether further lines cannot change it. */
        public boolean isFinal() {
            return kind != Kind.MISSING;
        }
    }

    public static Difference compare(List<String> wanted, List<String> lines) {
        List<String> left = new ArrayList<>(wanted);
        for (String line : lines) {
            if (!left.remove(line)) {
                return new Difference(wanted.contains(line) ? Kind.REPEATED : Kind.EXTRA, line);
            }
        }
        return left.isEmpty() ? new Difference(Kind.NONE, "")
                : new Difference(Kind.MISSING, left.getFirst());
    }
}
