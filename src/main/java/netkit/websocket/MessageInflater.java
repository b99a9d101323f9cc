package netkit.websocket;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A decompressor of messages, fed in pieces of any size (RFC 7692 §7.2.2). Memory is allocated for the first compressed
 * message only.
 */
public final class MessageInflater implements AutoCloseable {
    /** The receiver of inflated pieces; throws before a decompression bomb grows large. */
    @FunctionalInterface
    interface Output {
        void take(byte[] bytes, int from, int count) throws WebSocketException;
    }

    /**
     * The empty stored block that ends a flush and that the sender removes (RFC 7692 §7.2.1), and a second one marked as
     * final: the stream ends with it, unless an earlier block is truncated.
     */
    private static final byte[] TAIL = {0x00, 0x00, (byte) 0xFF, (byte) 0xFF, //
        0x01, 0x00, 0x00, (byte) 0xFF, (byte) 0xFF};
    /** The largest distance of a DEFLATE reference. */
    private static final int WINDOW = 1 << MessageDeflater.FULL_WINDOW_BITS;
    private static final int FIRST_CAPACITY = 8 * 1024;

    private final boolean contextTakeover;
    private Inflater inflater;
    /** The latest output, for {@link #restart}: a ring buffer once it has the size of the window. */
    private byte[] window;
    private int end;
    private boolean wrapped;
    /** Whether a final block has ended and nothing has followed it. */
    private boolean ended;

    /** @param contextTakeover whether a message may refer to earlier ones (context takeover) */
    public MessageInflater(boolean contextTakeover) {
        this.contextTakeover = contextTakeover;
    }

    void inflate(byte[] bytes, int from, int count, Output output) throws WebSocketException {
        if (count == 0) {
            return;
        }
        if (inflater == null) {
            inflater = new Inflater(true); // RFC 7692 §7.2.1: raw DEFLATE, without the zlib format
            window = new byte[FIRST_CAPACITY];
        }
        inflater.setInput(bytes, from, count);
        ended = false;
        while (!ended) {
            int start = end;
            int inflated = inflate();
            if (inflated > 0) {
                output.take(window, start, inflated);
                makeRoom();
            } else if (inflater.finished()) {
                // RFC 7692 §7.2.3.4: blocks may follow one that is marked as final
                int rest = inflater.getRemaining();
                restart();
                inflater.setInput(bytes, from + count - rest, rest);
                ended = rest == 0;
            } else {
                return; // it needs more input
            }
        }
    }

    private int inflate() throws WebSocketException {
        try {
            int inflated = inflater.inflate(window, end, window.length - end);
            end += inflated;
            return inflated;
        } catch (DataFormatException _) {
            throw broken("is not a DEFLATE stream");
        }
    }

    private void makeRoom() {
        if (end == WINDOW) {
            end = 0;
            wrapped = true;
        } else if (end == window.length) {
            window = Arrays.copyOf(window, Math.min(WINDOW, 2 * end));
        }
    }

    /** Starts a new stream that may refer to the previous one, whose window zlib discards. */
    private void restart() {
        inflater.reset();
        if (wrapped) {
            inflater.setDictionary(window, end, WINDOW - end);
        }
        inflater.setDictionary(window, 0, end);
    }

    /**
     * Ends the message.
     *
     * @param compressed its compressed size in bytes
     */
    void end(long compressed) throws WebSocketException {
        if (compressed == 0) {
            return; // zlib writes nothing for a second flush in a row, and some peers send that as an empty message
        }
        if (!ended) { // otherwise a final block has ended it
            inflater.setInput(TAIL);
            if (inflate() > 0 || !inflater.finished() || inflater.getRemaining() > 0) {
                throw broken("is truncated: its last block is incomplete");
            }
        }
        if (!contextTakeover) {
            end = 0;
            wrapped = false;
        }
        restart();
    }

    private static WebSocketException broken(String how) {
        return new WebSocketException(CloseCode.INVALID_PAYLOAD, "RFC 7692 §7.2.2",
                "a compressed message " + how);
    }

    /** Releases the memory. */
    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
