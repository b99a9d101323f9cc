package netkit.lab.wire;

/**
 * Packets of one host that are in no {@link DirectionCount}, or never arrived though one counts them as delivered.
 *
 * @param unknownDestination sent to an address of the lab's network that no host has
 * @param refused brought to the host by the wire, but not taken, as when its interface is down
 * @param lostByKernel lost by the machine for want of room, in either direction: its load, no fault that was asked for
 */
public record HostCount(String host, long unknownDestination, long refused, long lostByKernel) {}
