package netkit.lab.wire;

/**
 * Counters of one host for packets that no {@link DirectionCount} contains, or that one counts as delivered although
 * they never arrived, and the lateness of the wire.
 *
 * @param lostByKernel packets lost by the kernel for lack of buffer space, in either direction: caused by load, not by
 *        a configured fault
 * @param refused packets that the wire delivered but the host did not accept, such as while its interface is down
 * @param lateNanos by how much, at most, the wire's thread for this host's packets ran later than it should: caused by
 *        load
 */
public record HostCount(String host, long lostByKernel, long refused, long lateNanos) {}
