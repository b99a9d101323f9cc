package netkit.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import netkit.net.SilenceWatch;
import netkit.net.Turns;

/** The bytes that were received and are not decoded yet. The buffer grows while reads fill it. */
final class ReadBuffer {
    private static final int FIRST_CAPACITY = 128;
    static final int MAX_CAPACITY = 64 * 1024;

    private final Turns turns = new Turns();
    private byte[] bytes;
    private int length;

    ReadBuffer(byte[] received) {
        this.bytes = Arrays.copyOf(received, Math.max(FIRST_CAPACITY, received.length));
        this.length = received.length;
    }

    /** Decodes what it can, and removes it. */
    void feed(MessageReader messages) throws IOException {
        int used = messages.feed(bytes, 0, length);
        System.arraycopy(bytes, used, bytes, 0, length - used);
        length -= used;
    }

    /**
     * Reads once.
     *
     * @param watch over the thread, or null
     * @return false at the end of the stream
     */
    boolean read(InputStream in, SilenceWatch watch) throws IOException {
        if (length == bytes.length) {
            grow();
        }
        int room = bytes.length - length;
        int count = watch == null ? in.read(bytes, length, room) : watch.read(in, bytes, length, room);
        length += Math.max(0, count);
        turns.read(count);
        if (count == room && room < MAX_CAPACITY) {
            grow(); // more is likely to follow
        }
        return count >= 0;
    }

    private void grow() {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length, Math.min(MAX_CAPACITY, 4 * bytes.length)));
    }

    /** Whether everything received is decoded; otherwise the rest of a frame header is missing. */
    boolean isEmpty() {
        return length == 0;
    }

    int capacity() {
        return bytes.length;
    }

    /** Releases memory; called by the reading thread. */
    void release() {
        bytes = Arrays.copyOf(bytes, Math.max(FIRST_CAPACITY, length));
    }
}
