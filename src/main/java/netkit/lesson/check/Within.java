package netkit.lesson.check;

import java.time.Duration;

/**
 * The time limit of a step.
 *
 * @param inAll whether the step ends after this time whatever moves; else after this time in which nothing moves
 */
public record Within(Duration time, boolean inAll) {}
