package netkit.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads compressed messages, in pieces of any size (RFC 7692 §7.2.2). Made when the first one comes: most connections
 * never need the memory.
 */
public final class Inflation implements AutoCloseable {
    /** Takes what was inflated, piece by piece; a bomb is stopped here, before it is large. */
    @FunctionalInterface
    interface Output {
        void take(byte[] bytes, int from, int count) throws WebSocketException;
    }

    /** What every compressor ends a flush with and the sender cuts off: an empty block without compression. */
    private static final byte[] TAIL = {0x00, 0x00, (byte) 0xFF, (byte) 0xFF};
    private static final int BUFFER_SIZE = 8 * 1024;

    private final boolean keepContext;
    private Inflater inflater;
    private byte[] buffer;

    /** @param keepContext whether a message may refer to those before it ("context takeover") */
    public Inflation(boolean keepContext) {
        this.keepContext = keepContext;
    }

    void inflate(byte[] bytes, int from, int count, Output output) throws WebSocketException {
        if (inflater == null) {
            inflater = new Inflater(true); // RFC 7692 §7.2.1: DEFLATE without the zlib format round it
            buffer = new byte[BUFFER_SIZE];
        }
        inflater.setInput(bytes, from, count);
        try {
            while (true) {
                int inflated = inflater.inflate(buffer);
                if (inflated > 0) {
                    output.take(buffer, 0, inflated);
                } else if (inflater.finished()) {
                    // RFC 7692 §7.2.3.4: a block may say that it is the last one, and others follow it all the same
                    int rest = inflater.getRemaining();
                    inflater.reset();
                    if (rest == 0) {
                        return;
                    }
                    inflater.setInput(bytes, from + count - rest, rest);
                } else if (inflater.needsDictionary()) {
                    throw new DataFormatException("it asks for a dictionary");
                } else if (inflater.needsInput()) {
                    return;
                }
            }
        } catch (DataFormatException e) {
            throw new WebSocketException(CloseCode.INVALID_PAYLOAD, "RFC 7692 §7.2.2",
                    "a compressed message is no DEFLATE stream");
        }
    }

    /**
     * The message is over.
     *
     * @param compressed how many bytes it had
     */
    void end(long compressed, Output output) throws WebSocketException {
        if (compressed == 0) {
            return; // zlib writes nothing for a second flush in a row, and its users send that: an empty message
        }
        inflate(TAIL, 0, TAIL.length, output);
        if (!keepContext) {
            inflater.reset();
        }
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
