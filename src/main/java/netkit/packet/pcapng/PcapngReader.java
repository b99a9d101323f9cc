package netkit.packet.pcapng;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

import netkit.packet.BigEndian;

/** A reader of a pcapng file, block by block, in either byte order (draft-ietf-opsawg-pcapng). */
public final class PcapngReader implements Closeable {
    /** Bytes; far above any packet, so a greater length is taken as damage. */
    private static final int MAX_BLOCK_LENGTH = 16 << 20;

    private final InputStream in;
    private final PcapngDecoder decoder = new PcapngDecoder();
    private long offset;

    public PcapngReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next block.
     *
     * @return empty at the end of the file
     * @throws EOFException if the file ends within a block
     * @throws IOException if the file is not a pcapng file or is damaged
     */
    public Optional<PcapngBlock> next() throws IOException {
        byte[] head = in.readNBytes(PcapngCode.HEADER_LENGTH);
        if (head.length == 0 && offset > 0) {
            return Optional.empty();
        }
        // the type of a section header block is a palindrome, the same in both byte orders
        boolean isSection = head.length == PcapngCode.HEADER_LENGTH
                && BigEndian.get32(head, 0) == PcapngCode.SECTION_HEADER;
        if (offset == 0 && !isSection) {
            throw new IOException("not a pcapng file: it does not start with a section header block");
        }
        requireWhole(head, PcapngCode.HEADER_LENGTH);
        byte[] magic = isSection ? magic() : new byte[0];
        ByteBuffer numbers = ByteBuffer.wrap(head).order(decoder.order());
        int type = numbers.getInt();
        int total = numbers.getInt();
        if (total < PcapngCode.OVERHEAD + magic.length || total > MAX_BLOCK_LENGTH || total % 4 != 0) {
            throw new IOException("the block at offset " + offset + " has the invalid total length "
                    + Integer.toUnsignedString(total));
        }
        byte[] body = body(magic, total - PcapngCode.OVERHEAD);
        requireSameLength(total);
        PcapngBlock block = decoder.decode(type, body)
                .orElseThrow(() -> new IOException("the block at offset " + offset
                        + " is malformed: a length in it exceeds the block"));
        offset += total;
        return Optional.of(block);
    }

    /** Reads the byte-order magic, without which not even the length of the block can be decoded. */
    private byte[] magic() throws IOException {
        byte[] magic = requireWhole(in.readNBytes(4), 4);
        ByteOrder order = PcapngDecoder.order(BigEndian.get32(magic, 0))
                .orElseThrow(() -> new IOException("the section header block at offset " + offset
                        + " has an invalid byte-order magic"));
        decoder.section(order);
        return magic;
    }

    private byte[] body(byte[] beginning, int length) throws IOException {
        int missing = length - beginning.length;
        byte[] rest = requireWhole(in.readNBytes(missing), missing); // memory for what is there, not for what is announced
        byte[] body = Arrays.copyOf(beginning, length);
        System.arraycopy(rest, 0, body, beginning.length, missing);
        return body;
    }

    private void requireSameLength(int total) throws IOException {
        byte[] trailer = requireWhole(in.readNBytes(4), 4);
        if (ByteBuffer.wrap(trailer).order(decoder.order()).getInt() != total) {
            throw new IOException("the two total lengths of the block at offset " + offset + " differ");
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
