package netkit.packet.ladder;

/**
 * The end of an arrow of a ladder diagram.
 *
 * @param arrow how it began
 * @param arrivedAt nanoseconds from the first packet of the ladder
 * @param copy 1 for the first to arrive, 2 for the second copy of the same packet, …
 * @param late whether a packet that was sent later, from the same host to the same one, has already arrived
 *        (RFC 4737 §3.3)
 */
public record LadderArrival(LadderArrow arrow, long arrivedAt, int copy, boolean outOfOrder) {}
