package netkit.packet.pcapng;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import netkit.packet.LinkType;

/**
 * A writer of a classic pcap file with times in microseconds (draft-ietf-opsawg-pcap): see {@link PcapReader} for the
 * format. Not thread-safe.
 */
public final class PcapWriter implements Closeable {
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int PACKET_HEADER_LENGTH = 16;
    private static final int SNAP_LENGTH = 256 << 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final OutputStream out;
    private final ByteOrder order;

    /** Writes the header of the file. */
    public PcapWriter(OutputStream out, ByteOrder order, LinkType linkType) throws IOException {
        this.out = out;
        this.order = order;
        out.write(ByteBuffer.allocate(FILE_HEADER_LENGTH).order(order).putInt(PcapReader.MICROSECONDS_MAGIC)
                .putShort((short) 2).putShort((short) 4).putLong(0).putInt(SNAP_LENGTH)
                .putInt(linkType.code()).array());
    }

    /**
     * Writes a packet, which may be truncated.
     *
     * @param epochNanos nanoseconds since 1970-01-01 UTC, before 2106
     * @param bytes those that were captured
     * @param length bytes of the packet on the wire
     */
    public void packet(long epochNanos, byte[] bytes, int length) throws IOException {
        out.write(ByteBuffer.allocate(PACKET_HEADER_LENGTH + bytes.length).order(order)
                .putInt((int) (epochNanos / NANOS_PER_SECOND))
                .putInt((int) (epochNanos % NANOS_PER_SECOND / 1000)).putInt(bytes.length).putInt(length)
                .put(bytes).array());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
