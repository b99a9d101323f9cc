package netkit.lesson.lint;

import java.util.ArrayList;
import java.util.List;

/** What is wrong in a lesson: a line each, with the file in front. */
final class Complaints {
    private final List<String> lines = new ArrayList<>();

    void add(String place, String complaint) {
        lines.add(place + ": " + complaint);
    }

    /** @param line that names the file itself */
    void addLine(String line) {
        lines.add(line);
    }

    void require(boolean condition, String place, String complaint) {
        if (!condition) {
            add(place, complaint);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
