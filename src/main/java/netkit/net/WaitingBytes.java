package netkit.net;

import java.util.ArrayDeque;

/** Bytes that wait to be written to one connection, counted in its account of memory. Not thread-safe. */
final class WaitingBytes {
    /** The most bytes that are merged into one write: a copy, which a peer that does not read holds on to. */
    private static final int WRITE_SIZE = 16 * 1024;
    /** The memory of a place in the queue, and how many of them are counted at a time. */
    private static final int PLACE_SIZE = 8;
    private static final int COUNTED_PLACES = 256;

    private final MemoryBudget.Account memory;
    private ArrayDeque<SharedBytes> queue = new ArrayDeque<>(1);
    private int countedPlaces;

    WaitingBytes(MemoryBudget.Account memory) {
        this.memory = memory;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void add(SharedBytes bytes) {
        queue.add(bytes);
        if (queue.size() > countedPlaces + COUNTED_PLACES) {
            memory.add(PLACE_SIZE * COUNTED_PLACES);
            countedPlaces += COUNTED_PLACES;
        }
        memory.hold(bytes);
    }

    /** Removes and returns the bytes for one write, which the account still holds; null if there are none. */
    SharedBytes take() {
        int count = 0;
        int length = 0;
        for (SharedBytes bytes : queue) {
            if (count > 0 && length + bytes.length() > WRITE_SIZE) {
                break;
            }
            count++;
            length += bytes.length();
        }
        if (count == 0) {
            releasePlaces();
        }
        return count > 1 ? merged(count, length) : queue.poll();
    }

    private SharedBytes merged(int count, int length) {
        SharedBytes merged = new SharedBytes(new byte[length]);
        memory.hold(merged);
        int at = 0;
        for (int i = 0; i < count; i++) {
            SharedBytes bytes = queue.remove();
            System.arraycopy(bytes.bytes(), 0, merged.bytes(), at, bytes.length());
            at += bytes.length();
            memory.release(bytes);
        }
        return merged;
    }

    /** Discards all, and returns how many bytes that were. */
    long discard() {
        long length = 0;
        for (SharedBytes bytes : queue) {
            length += bytes.length();
            memory.release(bytes);
        }
        queue.clear();
        releasePlaces();
        return length;
    }

    /** A queue that was long once does not keep its memory. */
    private void releasePlaces() {
        if (countedPlaces > 0) {
            memory.add(-PLACE_SIZE * countedPlaces);
            countedPlaces = 0;
            queue = new ArrayDeque<>(1);
        }
    }
}
