package netkit.lesson.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One check, or one measurement, of a lesson.
 *
 * @param programs the names of the runs of the program that may go on at the same time; empty for one
 * @param core whether a student must pass it to be through
 * @param limit of the whole check
 * @param role of the program; absent for that of the file
 */
public record Check(String id, String title, boolean core, int line, Duration limit, List<String> peers,
        List<String> programs, Optional<CheckPlan.Role> role, List<Line> lines) {
    /** A step and where it stands. */
    public record Line(int number, String text, CheckStep step) {}
}
