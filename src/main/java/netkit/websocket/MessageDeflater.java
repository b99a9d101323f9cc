package netkit.websocket;

import java.util.Arrays;
import java.util.zip.Deflater;

/** A compressor of messages (RFC 7692 §7.2.1). Memory is allocated for the first message only. */
public final class MessageDeflater implements AutoCloseable {
    /** The largest window of DEFLATE, and the only one of java.util.zip: 2^15 bytes. */
    static final int FULL_WINDOW_BITS = 15;
    /** The end of a flush, which is not sent (RFC 7692 §7.2.1). */
    private static final int TAIL_LENGTH = 4;
    private static final int FIRST_CAPACITY = 1024;
    private static final byte[] NOTHING = {};
    private static final int MAX_KEPT = 1 << 20;

    private final boolean contextTakeover;
    private final int windowBits;
    private Deflater deflater;
    private byte[] out = NOTHING;

    /**
     * @param contextTakeover whether messages may refer to earlier ones (context takeover)
     * @param windowBits base-2 logarithm of the LZ77 window, 8 to 15
     */
    public MessageDeflater(boolean contextTakeover, int windowBits) {
        this.contextTakeover = contextTakeover;
        this.windowBits = windowBits;
    }

    /** Compresses a message and returns its compressed length; {@link #bytes()} has the result until the next call. */
    public int deflate(byte[] bytes, int from, int count) {
        if (count == 0) {
            // zlib writes nothing for a second flush in a row; RFC 7692 §7.2.3.6 defines this byte for it
            out = out.length == 0 ? new byte[FIRST_CAPACITY] : out;
            out[0] = 0;
            return 1;
        }
        if (deflater == null) {
            deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            if (windowBits < FULL_WINDOW_BITS) {
                // java.util.zip has a fixed window; without back-references every window is honoured.
                deflater.setStrategy(Deflater.HUFFMAN_ONLY);
                deflater.deflate(NOTHING); // the call in which the strategy changes does not flush
            }
        }
        if (out.length > MAX_KEPT) {
            out = new byte[FIRST_CAPACITY];
        }
        deflater.setInput(bytes, from, count);
        int length = 0;
        do {
            if (out.length - length < FIRST_CAPACITY / 2) {
                out = Arrays.copyOf(out, Math.max(FIRST_CAPACITY, 2 * out.length));
            }
            length += deflater.deflate(out, length, out.length - length, Deflater.SYNC_FLUSH);
        } while (length == out.length);
        if (!contextTakeover) {
            deflater.reset();
        }
        return length - TAIL_LENGTH;
    }

    /** The next message does not refer to earlier ones. */
    void resetContext() {
        if (deflater != null) {
            deflater.reset();
        }
    }

    public byte[] bytes() {
        return out;
    }

    /** Releases the memory of {@link #bytes()} until the next message. */
    void releaseBuffers() {
        out = NOTHING;
    }

    /** Releases all memory. */
    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
        }
    }
}
