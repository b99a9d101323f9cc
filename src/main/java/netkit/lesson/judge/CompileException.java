package netkit.lesson.judge;

import java.util.List;

/** Thrown if the student's program does not compile. */
public final class CompileException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    CompileException(List<String> lines) {
        super(lines.isEmpty() ? "does not compile" : lines.getFirst());
        this.lines = List.copyOf(lines);
    }

    /** Returns what the compiler says: {@code Framer.java:12: error: ';' expected}, the line, and where in it. */
    public List<String> lines() {
        return lines;
    }
}
