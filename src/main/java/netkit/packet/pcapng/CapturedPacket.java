package netkit.packet.pcapng;

import java.util.List;
import java.util.OptionalLong;

import netkit.packet.LinkType;
import netkit.packet.PacketDirection;

/**
 * A packet of a capture file.
 *
 * @param number its place in the file, counted from 1, as Wireshark shows it
 * @param captureInterface where it was captured
 * @param epochNanos nanoseconds since 1970-01-01 UTC; empty if the file has no time for it
 * @param bytes the captured bytes, from the link-layer header on
 * @param originalLength bytes of the packet on the wire; more than captured if the capture truncated it
 */
public record CapturedPacket(long number, Interface captureInterface, OptionalLong epochNanos, byte[] bytes,
        int originalLength, PacketDirection direction, List<String> comments) {
    /**
     * An interface on which packets were captured.
     *
     * @param name empty if the file has none
     * @param linkTypeCode the format of the packets' first header, a code that {@link LinkType} may not have
     */
    public record Interface(String name, String description, int linkTypeCode) {
        /** The code for what no interface captured: a custom block of the file, whose description says whose. */
        public static final int CUSTOM_BLOCK = -1;
    }
}
