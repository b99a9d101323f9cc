package netkit.packet.pcapng;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.packet.PacketDirection;

/**
 * A reader of a classic pcap file, packet by packet, in either byte order and resolution (draft-ietf-opsawg-pcap).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |  magic: 0xA1B2C3D4 (microseconds) or 0xA1B23C4D (nanoseconds) |
 * +-------------------------------+-------------------------------+
 * |       major version: 2        |       minor version: 4        |
 * +-------------------------------+-------------------------------+
 * |                  reserved, 64 bits; snap length, 32 bits      |
 * +-------+-------------------------------------------------------+
 * |  FCS  |                       link type                       |
 * +-------+-------------------------------------------------------+
 *
 * each packet:
 * +---------------------------------------------------------------+
 * |                        time: seconds                          |
 * +---------------------------------------------------------------+
 * |                        time: fraction                         |
 * +---------------------------------------------------------------+
 * |                       captured length                         |
 * +---------------------------------------------------------------+
 * |                       original length                         |
 * +---------------------------------------------------------------+
 * |                    packet, not padded                         |
 * </pre>
 */
final class PcapReader implements PacketSource {
    static final int MICROSECONDS_MAGIC = 0xA1B2C3D4;
    static final int NANOSECONDS_MAGIC = 0xA1B23C4D;

    private static final int FILE_HEADER_LENGTH = 24;
    private static final int PACKET_HEADER_LENGTH = 16;
    private static final int MAJOR_VERSION = 2;
    /** Bytes; libpcap's own maximum, so that a greater length is damage. */
    private static final int MAX_PACKET_LENGTH = 256 << 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final InputStream in;
    private ByteOrder order;
    private int nanosPerUnit;
    private CapturedPacket.Interface captureInterface;
    private long offset;
    private long packets;

    PcapReader(InputStream in) {
        this.in = in;
    }

    /** Returns whether a file that starts with these four bytes is a pcap file. */
    static boolean isMagic(int asBigEndian) {
        return isForwards(asBigEndian) || isForwards(Integer.reverseBytes(asBigEndian));
    }

    private static boolean isForwards(int magic) {
        return magic == MICROSECONDS_MAGIC || magic == NANOSECONDS_MAGIC;
    }

    @Override
    public Optional<CapturedPacket> next() throws IOException {
        if (order == null) {
            header();
        }
        byte[] head = in.readNBytes(PACKET_HEADER_LENGTH);
        if (head.length == 0) {
            return Optional.empty();
        }
        ByteBuffer numbers = ByteBuffer.wrap(requireWhole(head, PACKET_HEADER_LENGTH)).order(order);
        long seconds = Integer.toUnsignedLong(numbers.getInt());
        long fraction = Integer.toUnsignedLong(numbers.getInt());
        int length = numbers.getInt();
        int originalLength = numbers.getInt();
        if (length < 0 || length > MAX_PACKET_LENGTH) {
            throw new IOException("packet " + (packets + 1) + " at offset " + offset
                    + " has the invalid captured length " + Integer.toUnsignedString(length));
        }
        byte[] bytes = requireWhole(in.readNBytes(length), length);
        offset += PACKET_HEADER_LENGTH + length;
        packets++;
        return Optional.of(new CapturedPacket(packets, captureInterface,
                OptionalLong.of(seconds * NANOS_PER_SECOND + fraction * nanosPerUnit), bytes, originalLength,
                PacketDirection.UNKNOWN, List.of()));
    }

    private void header() throws IOException {
        byte[] head = in.readNBytes(FILE_HEADER_LENGTH);
        if (head.length < FILE_HEADER_LENGTH) {
            throw new EOFException("the file ends within its header");
        }
        ByteBuffer numbers = ByteBuffer.wrap(head);
        order = isForwards(numbers.getInt(0)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        numbers.order(order);
        nanosPerUnit = numbers.getInt(0) == NANOSECONDS_MAGIC ? 1 : 1000;
        int major = Short.toUnsignedInt(numbers.getShort(4));
        if (major != MAJOR_VERSION) {
            throw new IOException("a pcap file of version " + major + "."
                    + Short.toUnsignedInt(numbers.getShort(6)) + ": version 2 is supported");
        }
        captureInterface = new CapturedPacket.Interface("", "", numbers.getInt(20) & 0xFFFF);
        offset = FILE_HEADER_LENGTH;
    }

    private byte[] requireWhole(byte[] bytes, int length) throws EOFException {
        if (bytes.length < length) {
            throw new EOFException(
                    "the file ends within packet " + (packets + 1) + ", which starts at offset "
                            + offset);
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
