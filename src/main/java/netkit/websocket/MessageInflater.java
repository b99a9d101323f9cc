package netkit.websocket;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads compressed messages, in pieces of any size (RFC 7692 §7.2.2). Made when the first one comes: most connections
 * never need the memory.
 */
public final class MessageInflater implements AutoCloseable {
    /** Takes what was inflated, piece by piece; a bomb is stopped here, before it is large. */
    @FunctionalInterface
    interface Output {
        void take(byte[] bytes, int from, int count) throws WebSocketException;
    }

    /**
     * What every compressor ends a flush with and the sender cuts off, an empty block without compression; and another,
     * which says that it is the last one: the stream ends with it, unless an earlier block has been cut off.
     */
    private static final byte[] TAIL = {0x00, 0x00, (byte) 0xFF, (byte) 0xFF, //
        0x01, 0x00, 0x00, (byte) 0xFF, (byte) 0xFF};
    /** As far back as DEFLATE can refer. */
    private static final int WINDOW = 1 << MessageDeflater.FULL_WINDOW_BITS;
    private static final int FIRST_CAPACITY = 8 * 1024;

    private final boolean contextTakeover;
    private Inflater inflater;
    /** What was inflated last; it is written round and round once it is as large as the window. */
    private byte[] window;
    private int end;
    private boolean wrapped;
    /** Whether a block that said it was the last one has ended, and nothing has come after it. */
    private boolean ended;

    /** @param contextTakeover whether a message may refer to those before it ("context takeover") */
    public MessageInflater(boolean contextTakeover) {
        this.contextTakeover = contextTakeover;
    }

    void inflate(byte[] bytes, int from, int count, Output output) throws WebSocketException {
        if (count == 0) {
            return;
        }
        if (inflater == null) {
            inflater = new Inflater(true); // RFC 7692 §7.2.1: DEFLATE without the zlib format round it
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
                // RFC 7692 §7.2.3.4: a block may say that it is the last one, and others follow it all the same
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
            throw broken("is no DEFLATE stream");
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

    /** Begins a new stream, which may refer to what the last one held: zlib forgets it. */
    private void restart() {
        inflater.reset();
        if (wrapped) {
            inflater.setDictionary(window, end, WINDOW - end);
        }
        inflater.setDictionary(window, 0, end);
    }

    /**
     * The message is over.
     *
     * @param compressed how many bytes it had
     */
    void end(long compressed) throws WebSocketException {
        if (compressed == 0) {
            return; // zlib writes nothing for a second flush in a row, and its users send that: an empty message
        }
        if (!ended) { // else it is whole without a tail
            inflater.setInput(TAIL);
            if (inflate() > 0 || !inflater.finished() || inflater.getRemaining() > 0) {
                throw broken("is cut off: it does not end with its last block");
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

    /** Gives the memory back. */
    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
