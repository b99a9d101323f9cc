package netkit.lab.wire;

/**
 * How long packets waited for a wire because this machine was busy, in nanoseconds.
 *
 * @param maxNanos by how much, at most, the wire ran later than it should
 * @param p99Nanos what 99 of 100 packets waited at most, had they come evenly over the time in which the wire was
 *        busy: 0 unless the wire was late for more than a hundredth of that time
 */
public record Late(long maxNanos, long p99Nanos) {
    public static final Late NONE = new Late(0, 0);
}
