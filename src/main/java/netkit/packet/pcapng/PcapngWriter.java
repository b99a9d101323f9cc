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
 * Writes a capture, which Wireshark opens: a pcapng section in the machine's byte order (draft-ietf-opsawg-pcapng).
 * Each block is one write to the stream; hand in a buffered one, and flush when it should be seen. Not safe for use by
 * several threads.
 */
public final class PcapngWriter implements Closeable {
    private final OutputStream out;
    private final PcapngEncoder encoder = new PcapngEncoder();
    private final List<Integer> snapLengths = new ArrayList<>();

    /**
     * @param application that captures, such as {@code netkit 1.0}; empty for none
     * @param comments on the capture as a whole
     */
    public PcapngWriter(OutputStream out, String application, List<String> comments) throws IOException {
        this.out = out;
        write(new SectionHeader(ByteOrder.nativeOrder(), application, comments));
    }

    /**
     * @param description empty for none
     * @param snapLength the most bytes kept of a packet; 0 for all
     * @return the id of the interface
     */
    public int addInterface(String name, String description, LinkType linkType, int snapLength)
            throws IOException {
        write(new InterfaceDescription(name, description, linkType.code(), snapLength));
        snapLengths.add(snapLength == 0 ? Integer.MAX_VALUE : snapLength);
        return snapLengths.size() - 1;
    }

    /** Wireshark shows the names where it is asked to resolve addresses, as {@code tshark -N n} is. */
    public void names(List<NamedAddress> names) throws IOException {
        write(new NameResolution(names));
    }

    /**
     * @param epochNanos nanoseconds since 1970-01-01 UTC
     * @param bytes the whole packet; of it, as much is written as the interface's snap length allows
     */
    public void packet(int interfaceId, long epochNanos, byte[] bytes, PacketDirection direction,
            List<String> comments)
            throws IOException {
        packet(interfaceId, epochNanos, bytes, bytes.length, direction, comments);
    }

    /**
     * As above, of a packet whose end may be missing already.
     *
     * @param length of the whole packet
     */
    public void packet(int interfaceId, long epochNanos, byte[] bytes, int length, PacketDirection direction,
            List<String> comments) throws IOException {
        int snapLength = snapLengths.get(interfaceId);
        byte[] captured = bytes.length <= snapLength ? bytes : Arrays.copyOf(bytes, snapLength);
        write(new EnhancedPacket(interfaceId, epochNanos, captured, length, direction, comments));
    }

    /**
     * Wanted at the end, once per interface.
     *
     * @param received packets that came to the interface
     * @param dropped packets that are missing here for want of resources; not those that a network lost
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
