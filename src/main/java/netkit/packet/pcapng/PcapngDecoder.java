package netkit.packet.pcapng;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.packet.IpAddress;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.PcapngBlock.EnhancedPacket;
import netkit.packet.pcapng.PcapngBlock.InterfaceDescription;
import netkit.packet.pcapng.PcapngBlock.InterfaceStatistics;
import netkit.packet.pcapng.PcapngBlock.NameResolution;
import netkit.packet.pcapng.PcapngBlock.NameResolution.NamedAddress;
import netkit.packet.pcapng.PcapngBlock.SectionHeader;

/**
 * A decoder of pcapng blocks, which keeps the byte order of the section and of each interface what its packets need:
 * snap length, timestamp resolution and offset.
 */
final class PcapngDecoder {
    /** §4.2: microseconds if there is no if_tsresol option. */
    private static final int DEFAULT_RESOLUTION = 6;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private record Option(int code, ByteBuffer value) {}

    /**
     * @param resolution as in if_tsresol
     * @param offsetSeconds added to each timestamp
     */
    private record Interface(int snapLength, int resolution, long offsetSeconds) {
        static final Interface DEFAULT = new Interface(0, DEFAULT_RESOLUTION, 0);
    }

    private ByteOrder order = ByteOrder.nativeOrder();
    private final List<Interface> interfaces = new ArrayList<>();

    /** Returns the byte order of a section with this byte-order magic, or empty if it is no such magic. */
    static Optional<ByteOrder> order(int magicAsBigEndian) {
        if (magicAsBigEndian == PcapngCode.BYTE_ORDER_MAGIC) {
            return Optional.of(ByteOrder.BIG_ENDIAN);
        }
        return magicAsBigEndian == Integer.reverseBytes(PcapngCode.BYTE_ORDER_MAGIC)
                ? Optional.of(ByteOrder.LITTLE_ENDIAN)
                : Optional.empty();
    }

    void section(ByteOrder byteOrder) {
        order = byteOrder;
        interfaces.clear();
    }

    ByteOrder order() {
        return order;
    }

    /**
     * @param body the block without type and lengths
     * @return empty if a length in the block exceeds it
     */
    Optional<PcapngBlock> decode(int type, byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body).order(order);
        try {
            return Optional.of(switch (type) {
                case PcapngCode.SECTION_HEADER -> sectionHeader(in);
                case PcapngCode.INTERFACE_DESCRIPTION -> interfaceDescription(in);
                case PcapngCode.ENHANCED_PACKET -> packet(in, in.getInt());
                case PcapngCode.PACKET -> obsoletePacket(in);
                case PcapngCode.SIMPLE_PACKET -> simplePacket(in);
                case PcapngCode.NAME_RESOLUTION -> nameResolution(in);
                case PcapngCode.INTERFACE_STATISTICS -> interfaceStatistics(in);
                case PcapngCode.CUSTOM_TO_COPY, PcapngCode.CUSTOM_NOT_TO_COPY -> new PcapngBlock.Custom(
                        Integer.toUnsignedLong(in.getInt()), bytes(in, in.remaining()));
                default -> new PcapngBlock.Unknown(type);
            });
        } catch (BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    private PcapngBlock sectionHeader(ByteBuffer in) {
        skip(in, 16); // magic, versions, section length
        List<Option> options = options(in);
        return new SectionHeader(order, text(options, PcapngCode.SHB_USERAPPL), comments(options));
    }

    private PcapngBlock interfaceDescription(ByteBuffer in) {
        int linkType = Short.toUnsignedInt(in.getShort());
        skip(in, 2);
        int snapLength = in.getInt();
        List<Option> options = options(in);
        interfaces.add(new Interface(snapLength,
                value(options, PcapngCode.IF_TSRESOL).map(value -> value.get() & 0xFF)
                        .orElse(DEFAULT_RESOLUTION),
                value(options, PcapngCode.IF_TSOFFSET).map(ByteBuffer::getLong).orElse(0L)));
        return new InterfaceDescription(text(options, PcapngCode.IF_NAME),
                text(options, PcapngCode.IF_DESCRIPTION), linkType,
                snapLength);
    }

    private PcapngBlock obsoletePacket(ByteBuffer in) {
        int interfaceId = Short.toUnsignedInt(in.getShort());
        skip(in, 2); // the drop counter
        return packet(in, interfaceId);
    }

    private PcapngBlock simplePacket(ByteBuffer in) {
        int originalLength = in.getInt();
        int snapLength = interfaceOf(0).snapLength();
        // §4.4: the captured length is not written; it is the smaller of the original and the snap length
        int captured = snapLength == 0 || Integer.compareUnsigned(originalLength, snapLength) < 0
                ? originalLength
                : snapLength;
        return new PcapngBlock.SimplePacket(bytes(in, captured), originalLength);
    }

    private PcapngBlock packet(ByteBuffer in, int interfaceId) {
        long epochNanos = time(in, interfaceId);
        int capturedLength = in.getInt();
        int originalLength = in.getInt();
        byte[] bytes = bytes(in, capturedLength);
        List<Option> options = options(in);
        return new EnhancedPacket(interfaceId, epochNanos, bytes, originalLength, direction(options),
                comments(options));
    }

    private static PacketDirection direction(List<Option> options) {
        int bits = value(options, PcapngCode.EPB_FLAGS).map(ByteBuffer::getInt).orElse(0) & 3;
        return bits == 3 ? PacketDirection.UNKNOWN : PacketDirection.values()[bits];
    }

    private PcapngBlock nameResolution(ByteBuffer in) {
        List<NamedAddress> names = new ArrayList<>();
        for (Option record : options(in)) {
            switch (record.code()) {
                case PcapngCode.NRB_IPV4 -> {
                    IpAddress address = IpAddress.ipv4(record.value().order(ByteOrder.BIG_ENDIAN).getInt());
                    names(record.value()).forEach(name -> names.add(new NamedAddress(address, name)));
                }
                case PcapngCode.NRB_IPV6 -> {
                    ByteBuffer value = record.value().order(ByteOrder.BIG_ENDIAN);
                    IpAddress address = new IpAddress(value.getLong(), value.getLong());
                    names(value).forEach(name -> names.add(new NamedAddress(address, name)));
                }
                default -> {
                    // §4.5: unknown record types are skipped
                }
            }
        }
        return new NameResolution(names);
    }

    /** §4.5: an address may have several names, each NUL-terminated. */
    private static List<String> names(ByteBuffer value) {
        String text = StandardCharsets.UTF_8.decode(value).toString();
        return List.of(text.split("\0")).stream().filter(name -> !name.isEmpty()).toList();
    }

    private PcapngBlock interfaceStatistics(ByteBuffer in) {
        int interfaceId = in.getInt();
        long epochNanos = time(in, interfaceId);
        List<Option> options = options(in);
        return new InterfaceStatistics(interfaceId, epochNanos, count(options, PcapngCode.ISB_IFRECV),
                count(options, PcapngCode.ISB_IFDROP));
    }

    private static OptionalLong count(List<Option> options, int code) {
        Optional<ByteBuffer> value = value(options, code);
        return value.isPresent() ? OptionalLong.of(value.get().getLong()) : OptionalLong.empty();
    }

    private long time(ByteBuffer in, int interfaceId) {
        long units = Integer.toUnsignedLong(in.getInt()) << 32 | Integer.toUnsignedLong(in.getInt());
        Interface of = interfaceOf(interfaceId);
        return nanoseconds(units, of.resolution()) + of.offsetSeconds() * NANOS_PER_SECOND;
    }

    private Interface interfaceOf(int id) {
        return id >= 0 && id < interfaces.size() ? interfaces.get(id) : Interface.DEFAULT;
    }

    /** §4.2, if_tsresol: units of a negative power of ten, or of two if the most significant bit is set. */
    static long nanoseconds(long units, int resolution) {
        int exponent = resolution & 0x7F;
        if ((resolution & 0x80) == 0) {
            long nanos = units;
            for (int power = exponent; power < 9; power++) {
                nanos *= 10;
            }
            for (int power = exponent; power > 9; power--) {
                nanos = Long.divideUnsigned(nanos, 10);
            }
            return nanos;
        }
        long seconds = exponent < 64 ? units >>> exponent : 0;
        long fraction = exponent < 64 ? units - (seconds << exponent) : units;
        int surplus = Math.max(0, exponent - 30); // keeps the product within 64 bits
        long short30 = surplus < 64 ? fraction >>> surplus : 0;
        return seconds * NANOS_PER_SECOND + (short30 * NANOS_PER_SECOND >>> exponent - surplus);
    }

    /** Returns options, or name records, which have the same layout, up to the end code or the end of the block. */
    private static List<Option> options(ByteBuffer in) {
        List<Option> options = new ArrayList<>();
        while (in.remaining() >= 4) {
            int code = Short.toUnsignedInt(in.getShort());
            int length = Short.toUnsignedInt(in.getShort());
            if (code == PcapngCode.END) {
                break;
            }
            options.add(new Option(code, ByteBuffer.wrap(bytes(in, length)).order(in.order())));
        }
        return options;
    }

    private static Optional<ByteBuffer> value(List<Option> options, int code) {
        return options.stream().filter(option -> option.code() == code).map(Option::value).findFirst();
    }

    private static String text(List<Option> options, int code) {
        return value(options, code).map(PcapngDecoder::text).orElse("");
    }

    private static List<String> comments(List<Option> options) {
        return options.stream().filter(option -> option.code() == PcapngCode.COMMENT)
                .map(option -> text(option.value())).toList();
    }

    private static String text(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value).toString();
    }

    /** Returns this many bytes, and skips the padding after them. */
    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        skip(in, Math.min(-length & 3, in.remaining()));
        return bytes;
    }

    private static void skip(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + length);
    }
}
