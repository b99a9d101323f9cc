package netkit.lab.wire;

/**
 * Counters of one host for packets that no {@link DirectionCount} contains, or that one counts as delivered although
 * they never arrived.
 *
 * @param unknownDestination packets sent to an address of the lab's network that no host has
 * @param refused packets that the wire delivered but the host did not accept, such as while its interface is down
 * @param lostByKernel packets lost by the kernel for lack of buffer space, in either direction: caused by load, not by
 *        a configured fault
 */
public record HostCount(String host, long unknownDestination, long refused, long lostByKernel) {}
