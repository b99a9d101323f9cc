package netkit.dissect;

import java.util.List;
import java.util.OptionalInt;

import netkit.packet.pcapng.CapturedPacket;

/**
 * A packet taken apart.
 *
 * @param layers from the link layer up; several messages that one packet completes follow each other
 * @param stream the number of its TCP connection or UDP conversation, counted from 0 for each of the two as Wireshark
 *        does; empty for other packets
 */
public record DissectedPacket(CapturedPacket packet, List<DissectedLayer> layers, OptionalInt stream) {}
