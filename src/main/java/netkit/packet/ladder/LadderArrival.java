package netkit.packet.ladder;

/**
 * The end of an arrow of a ladder diagram.
 *
 * @param arrow the start of the arrow
 * @param arrivedAt nanoseconds since the first packet of the ladder
 * @param copy 1 for the first copy of the packet to arrive, 2 for the second, …
 * @param outOfOrder whether a packet sent later between the same hosts has already arrived (RFC 4737 §3.3)
 */
public record LadderArrival(LadderArrow arrow, long arrivedAt, int copy, boolean outOfOrder) {}
