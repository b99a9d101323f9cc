package netkit.packet.pcapng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import netkit.packet.PacketDirection;
import netkit.packet.pcapng.PcapngBlock.EnhancedPacket;
import netkit.packet.pcapng.PcapngBlock.InterfaceDescription;
import netkit.packet.pcapng.PcapngBlock.InterfaceStatistics;
import netkit.packet.pcapng.PcapngBlock.NameResolution;
import netkit.packet.pcapng.PcapngBlock.NameResolution.NamedAddress;
import netkit.packet.pcapng.PcapngBlock.SectionHeader;

/** An encoder of pcapng blocks into a reused buffer. */
final class PcapngEncoder {
    private static final int NANOSECONDS = 9;
    private static final int MAX_VALUE_LENGTH = 0xFFFF;

    private ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * Encodes a block. A section header block sets the byte order of the blocks after it.
     *
     * @return the encoded block, between position and limit, valid until the next call
     * @throws IllegalArgumentException if the format cannot represent it: a text over 65,535 bytes, a name that is
     *         empty or contains NUL, or a custom or {@link PcapngBlock.Unknown unknown} block
     */
    ByteBuffer encode(PcapngBlock block) {
        buffer.clear();
        switch (block) {
            case SectionHeader header -> encode(header);
            case InterfaceDescription description -> encode(description);
            case EnhancedPacket packet -> encode(packet);
            case PcapngBlock.SimplePacket packet -> encode(packet);
            case NameResolution names -> encode(names);
            case InterfaceStatistics statistics -> encode(statistics);
            case PcapngBlock.Custom _ -> throw new IllegalArgumentException("cannot encode a custom block");
            case PcapngBlock.Unknown unknown -> throw new IllegalArgumentException(
                    "cannot encode a block of unknown type " + unknown.type());
        }
        int total = buffer.position() + 4;
        put32(total);
        buffer.putInt(4, total);
        return buffer.flip();
    }

    private void begin(int type) {
        put32(type);
        put32(0); // the total length, set at the end
    }

    private void encode(SectionHeader header) {
        buffer.order(header.order());
        begin(PcapngCode.SECTION_HEADER);
        put32(PcapngCode.BYTE_ORDER_MAGIC);
        put16(1);
        put16(0);
        put64(-1); // §4.1: the length of the section is not known in advance
        comments(header.comments());
        text(PcapngCode.SHB_USERAPPL, header.application());
        endOfOptions();
    }

    private void encode(InterfaceDescription description) {
        begin(PcapngCode.INTERFACE_DESCRIPTION);
        put16(description.linkTypeCode());
        put16(0);
        put32(description.snapLength());
        text(PcapngCode.IF_NAME, description.name());
        text(PcapngCode.IF_DESCRIPTION, description.description());
        value(PcapngCode.IF_TSRESOL, new byte[] {NANOSECONDS});
        endOfOptions();
    }

    private void encode(EnhancedPacket packet) {
        begin(PcapngCode.ENHANCED_PACKET);
        put32(packet.interfaceId());
        time(packet.epochNanos());
        put32(packet.bytes().length);
        put32(packet.originalLength());
        padded(packet.bytes());
        comments(packet.comments());
        if (packet.direction() != PacketDirection.UNKNOWN) {
            put16(PcapngCode.EPB_FLAGS);
            put16(4);
            put32(packet.direction().ordinal()); // §4.3.1
        }
        endOfOptions();
    }

    private void encode(PcapngBlock.SimplePacket packet) {
        begin(PcapngCode.SIMPLE_PACKET);
        put32(packet.originalLength());
        padded(packet.bytes());
    }

    private void encode(NameResolution names) {
        begin(PcapngCode.NAME_RESOLUTION);
        for (NamedAddress named : names.names()) {
            encode(named);
        }
        endOfOptions(); // ends the records; there are no options
    }

    private void encode(NamedAddress named) {
        if (named.name().isEmpty() || named.name().indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "'" + named.name() + "' is not a valid name for " + named.address());
        }
        byte[] address = named.address().bytes();
        byte[] name = named.name().getBytes(StandardCharsets.UTF_8);
        value(named.address().isIpv4() ? PcapngCode.NRB_IPV4 : PcapngCode.NRB_IPV6,
                ByteBuffer.allocate(address.length + name.length + 1).put(address).put(name).array());
    }

    private void encode(InterfaceStatistics statistics) {
        begin(PcapngCode.INTERFACE_STATISTICS);
        put32(statistics.interfaceId());
        time(statistics.epochNanos());
        statistics.received().ifPresent(count -> count(PcapngCode.ISB_IFRECV, count));
        statistics.dropped().ifPresent(count -> count(PcapngCode.ISB_IFDROP, count));
        endOfOptions();
    }

    /** §4.3: the upper half first in either byte order. */
    private void time(long epochNanos) {
        put32((int) (epochNanos >>> 32));
        put32((int) epochNanos);
    }

    private void comments(List<String> comments) {
        for (String comment : comments) {
            value(PcapngCode.COMMENT, comment.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void text(int code, String text) {
        if (!text.isEmpty()) {
            value(code, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void count(int code, long count) {
        put16(code);
        put16(8);
        put64(count);
    }

    private void value(int code, byte[] value) {
        if (value.length > MAX_VALUE_LENGTH) {
            throw new IllegalArgumentException(
                    "an option value of " + value.length + " bytes exceeds the maximum of "
                            + MAX_VALUE_LENGTH);
        }
        put16(code);
        put16(value.length);
        padded(value);
    }

    private void endOfOptions() {
        put32(0);
    }

    private void padded(byte[] bytes) {
        room(bytes.length + 3).put(bytes);
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
    }

    private void put16(int value) {
        room(2).putShort((short) value);
    }

    private void put32(int value) {
        room(4).putInt(value);
    }

    private void put64(long value) {
        room(8).putLong(value);
    }

    private ByteBuffer room(int length) {
        if (buffer.remaining() < length) {
            buffer = ByteBuffer.allocate(Math.max(2 * buffer.capacity(), buffer.position() + length))
                    .order(buffer.order())
                    .put(buffer.flip());
        }
        return buffer;
    }
}
