package netkit.packet.pcapng;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.PcapngBlock.EnhancedPacket;
import netkit.packet.pcapng.PcapngBlock.InterfaceDescription;
import netkit.packet.pcapng.PcapngBlock.InterfaceStatistics;
import netkit.packet.pcapng.PcapngBlock.NameResolution;
import netkit.packet.pcapng.PcapngBlock.NameResolution.NamedAddress;
import netkit.packet.pcapng.PcapngBlock.SectionHeader;

/**
 * A writer of a capture file for Wireshark: one pcapng section in the machine's byte order (draft-ietf-opsawg-pcapng).
 * Each block is one write to the stream, which should be buffered; {@link #flush} makes the blocks visible to readers
 * of the file. Not thread-safe.
 */
public final class PcapngWriter implements Closeable {
    private final OutputStream out;
    private final PcapngEncoder encoder = new PcapngEncoder();
    private final List<Integer> snapLengths = new ArrayList<>();

    /**
     * @param application the capturing program, such as {@code netkit 1.0}; empty for none
     * @param comments comments on the whole capture
     */
    public PcapngWriter(OutputStream out, String application, List<String> comments) throws IOException {
        this.out = out;
        write(new SectionHeader(ByteOrder.nativeOrder(), application, comments));
    }

    /**
     * Writes an interface description block.
     *
     * @param description empty for none
     * @param snapLength maximum bytes kept of each packet; 0 for no limit
     * @return the interface id
     */
    public int addInterface(String name, String description, LinkType linkType, int snapLength)
            throws IOException {
        write(new InterfaceDescription(name, description, linkType.code(), snapLength));
        snapLengths.add(snapLength == 0 ? Integer.MAX_VALUE : snapLength);
        return snapLengths.size() - 1;
    }

    /** Writes the names that Wireshark shows when it resolves addresses, as with {@code tshark -N n}. */
    public void names(List<NamedAddress> names) throws IOException {
        write(new NameResolution(names));
    }

    /**
     * Writes a packet, truncated to the snap length of the interface.
     *
     * @param epochNanos nanoseconds since 1970-01-01 UTC
     * @param bytes the whole packet
     */
    public void packet(int interfaceId, long epochNanos, byte[] bytes, PacketDirection direction,
            List<String> comments)
            throws IOException {
        packet(interfaceId, epochNanos, bytes, bytes.length, direction, comments);
    }

    /**
     * Writes a packet that may already be truncated.
     *
     * @param length length of the whole packet in bytes
     */
    public void packet(int interfaceId, long epochNanos, byte[] bytes, int length, PacketDirection direction,
            List<String> comments) throws IOException {
        int snapLength = snapLengths.get(interfaceId);
        byte[] captured = bytes.length <= snapLength ? bytes : Arrays.copyOf(bytes, snapLength);
        write(new EnhancedPacket(interfaceId, epochNanos, captured, length, direction, comments));
    }

    /**
     * Writes the statistics of an interface, once and after its packets.
     *
     * @param received packets received on the interface
     * @param dropped packets missing from the capture for lack of resources, not those lost by the network
     */
    public void statistics(int interfaceId, long epochNanos, long received, long dropped) throws IOException {
        write(new InterfaceStatistics(interfaceId, epochNanos, OptionalLong.of(received),
                OptionalLong.of(dropped)));
    }

    private void write(PcapngBlock block) throws IOException {
        ByteBuffer bytes = encoder.encode(block);
        out.write(bytes.array(), 0, bytes.limit());
    }

    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
