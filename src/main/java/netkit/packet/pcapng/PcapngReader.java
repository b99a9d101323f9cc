package netkit.packet.pcapng;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

import netkit.packet.BigEndian;

/** Reads a capture block by block, whichever byte order its sections have (draft-ietf-opsawg-pcapng). */
public final class PcapngReader implements Closeable {
    /** Far above any packet; a length beyond it is not believed. */
    private static final int MAX_BLOCK_LENGTH = 16 << 20;

    private final InputStream in;
    private final PcapngDecoder decoder = new PcapngDecoder();
    private long offset;

    public PcapngReader(InputStream in) {
        this.in = in;
    }

    /**
     * @return empty at the end of the file
     * @throws EOFException when the file ends within a block
     * @throws IOException when it is no pcapng file, or broken
     */
    public Optional<PcapngBlock> next() throws IOException {
        byte[] head = in.readNBytes(PcapngCode.HEADER_LENGTH);
        if (head.length == 0 && offset > 0) {
            return Optional.empty();
        }
        // the type of a section header reads the same either way round
        boolean isSection = head.length == PcapngCode.HEADER_LENGTH
                && BigEndian.get32(head, 0) == PcapngCode.SECTION_HEADER;
        if (offset == 0 && !isSection) {
            throw new IOException("this is not a pcapng file: it does not begin with a section header block");
        }
        requireWhole(head, PcapngCode.HEADER_LENGTH);
        byte[] magic = isSection ? magic() : new byte[0];
        ByteBuffer numbers = ByteBuffer.wrap(head).order(decoder.order());
        int type = numbers.getInt();
        int total = numbers.getInt();
        if (total < PcapngCode.OVERHEAD + magic.length || total > MAX_BLOCK_LENGTH || total % 4 != 0) {
            throw new IOException("the block at offset " + offset + " says it has "
                    + Integer.toUnsignedString(total) + " bytes");
        }
        byte[] body = body(magic, total - PcapngCode.OVERHEAD);
        requireSameLength(total);
        PcapngBlock block = decoder.decode(type, body)
                .orElseThrow(() -> new IOException("the block at offset " + offset + " contradicts itself"));
        offset += total;
        return Optional.of(block);
    }

    /** The byte order comes first: not even the length of this block can be read without it. */
    private byte[] magic() throws IOException {
        byte[] magic = requireWhole(in.readNBytes(4), 4);
        ByteOrder order = PcapngDecoder.order(BigEndian.get32(magic, 0))
                .orElseThrow(() -> new IOException("the section header at offset " + offset
                        + " does not tell its byte order"));
        decoder.section(order);
        return magic;
    }

    private byte[] body(byte[] beginning, int length) throws IOException {
        byte[] body = new byte[length];
        System.arraycopy(beginning, 0, body, 0, beginning.length);
        int rest = length - beginning.length;
        if (in.readNBytes(body, beginning.length, rest) < rest) {
            throw truncatedBlock();
        }
        return body;
    }

    private void requireSameLength(int total) throws IOException {
        byte[] again = requireWhole(in.readNBytes(4), 4);
        if (ByteBuffer.wrap(again).order(decoder.order()).getInt() != total) {
            throw new IOException("the block at offset " + offset + " gives two lengths that differ");
        }
    }

    private byte[] requireWhole(byte[] bytes, int length) throws EOFException {
        if (bytes.length < length) {
            throw truncatedBlock();
        }
        return bytes;
    }

    private EOFException truncatedBlock() {
        return new EOFException("the file ends within the block at offset " + offset);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
