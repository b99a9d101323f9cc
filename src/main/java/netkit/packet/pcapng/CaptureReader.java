package netkit.packet.pcapng;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import netkit.packet.BigEndian;

/**
 * A reader of the packets of a capture file in constant memory: pcapng or classic pcap, plain or gzip-compressed. What
 * comes before a damaged place is read; there {@link #next} says in one line where and why it ends.
 */
public final class CaptureReader implements Closeable {
    private static final int BUFFER_LENGTH = 64 << 10;
    private static final int GZIP_MAGIC = 0x1F8B; // RFC 1952 §2.3.1

    private final PacketSource packets;
    private final boolean isCompressed;
    private long read;

    /**
     * Detects the format by the first bytes.
     *
     * @param in a file or a pipe; closed with this reader
     * @throws IOException if it is not a capture file
     */
    public CaptureReader(InputStream in) throws IOException {
        BufferedInputStream plain = new BufferedInputStream(in, BUFFER_LENGTH);
        isCompressed = start(plain) >>> 16 == GZIP_MAGIC;
        InputStream content = isCompressed ? decompressed(plain) : plain;
        int magic = start(content);
        if (PcapReader.isMagic(magic)) {
            packets = new PcapReader(content);
        } else if (magic == PcapngCode.SECTION_HEADER) {
            packets = new PcapngPackets(new PcapngReader(content));
        } else {
            throw new IOException("not a capture file: neither pcapng nor pcap starts with "
                    + "%02x %02x %02x %02x".formatted(magic >>> 24, magic >>> 16 & 0xFF, magic >>> 8 & 0xFF,
                            magic & 0xFF));
        }
    }

    /** Returns the first four bytes, which stay unread. */
    private static int start(InputStream in) throws IOException {
        in.mark(4);
        byte[] start = in.readNBytes(4);
        if (start.length < 4) {
            throw new EOFException("not a capture file: it has " + start.length + " bytes");
        }
        in.reset();
        return BigEndian.get32(start, 0);
    }

    /**
     * Reads the next packet.
     *
     * @return empty at the end of the file
     * @throws IOException with one line that says where and why reading ends, if the file is truncated or damaged
     */
    public Optional<CapturedPacket> next() throws IOException {
        try {
            Optional<CapturedPacket> packet = packets.next();
            read += packet.isPresent() ? 1 : 0;
            return packet;
        } catch (ZipException | EOFException e) {
            if (!isCompressed) {
                throw e;
            }
            throw new IOException(gzipFault(e) + " after packet " + read + ": " + e.getMessage(), e);
        }
    }

    private static InputStream decompressed(InputStream plain) throws IOException {
        try {
            return new BufferedInputStream(new GZIPInputStream(plain, BUFFER_LENGTH), BUFFER_LENGTH);
        } catch (ZipException | EOFException e) {
            throw new IOException(gzipFault(e) + " before the first packet", e);
        }
    }

    private static String gzipFault(IOException e) {
        return e instanceof ZipException ? "the gzip data is damaged" : "the gzip data is truncated";
    }

    @Override
    public void close() throws IOException {
        packets.close();
    }
}
