package netkit.lesson.check;

import java.time.Duration;
import java.util.List;

/**
 * One check, or one measurement, of a lesson.
 *
 * @param core whether a student must pass it to be through
 * @param limit of the whole check
 */
public record Check(String id, String title, boolean core, int line, Duration limit, List<String> peers,
        List<Line> lines) {
    /** A step and where it stands. */
    public record Line(int number, String text, CheckStep step) {}
}
