package netkit.compare.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A bounded store of messages that a receiver is to get, or to be sent again: each has an id, one higher than that of the
 * one before, and is kept until it is forgotten. Thread-safe.
 */
final class MessageStore {
    /** The id before that of the first message. */
    static final long NONE = 0;
    private static final int MIN_CAPACITY = 4 << 20;

    /** @param number of the message in its trial; negative for what is no message of the trial */
    record Stored(long id, int number, byte[] bytes) {}

    private final int capacity;
    private final Deque<Stored> stored = new ArrayDeque<>();
    private long lastId = NONE;
    private long size;
    private boolean closed;

    /** @param messageSize bytes of a message; there is room for a few, and for 4 MiB */
    MessageStore(int messageSize) {
        capacity = Math.max(MIN_CAPACITY, 4 * messageSize);
    }

    /** Returns how many bytes there is room for. */
    int capacity() {
        return capacity;
    }

    /** Stores the message, which must not change. Returns false if there is no room. */
    synchronized boolean offer(int number, byte[] message) {
        if (size + message.length > capacity) {
            return false;
        }
        add(number, message);
        return true;
    }

    /** Stores the message, which must not change, and forgets the oldest ones if there is no room. */
    synchronized Stored push(int number, byte[] message) {
        while (size + message.length > capacity) {
            size -= stored.remove().bytes.length;
        }
        return add(number, message);
    }

    private Stored add(int number, byte[] message) {
        Stored added = new Stored(++lastId, number, message);
        stored.add(added);
        size += message.length;
        notifyAll();
        return added;
    }

    synchronized long lastId() {
        return lastId;
    }

    /** Returns what is stored after this id. */
    synchronized List<Stored> after(long id) {
        return stored.stream().filter(one -> one.id > id).toList();
    }

    /** Returns what is stored after this id, as soon as there is something; empty after this time, or if it is closed. */
    synchronized List<Stored> awaitAfter(long id, Duration atMost) throws InterruptedException {
        Monitor.await(this, () -> closed || !stored.isEmpty() && stored.getLast().id > id, atMost);
        return after(id);
    }

    /** Forgets the messages up to this id, and returns them. */
    synchronized List<Stored> forgetTo(long id) {
        List<Stored> forgotten = new ArrayList<>();
        while (!stored.isEmpty() && stored.getFirst().id <= id) {
            forgotten.add(stored.remove());
            size -= forgotten.getLast().bytes.length;
        }
        notifyAll();
        return forgotten;
    }

    /** Waits until everything is forgotten, or this is closed. */
    synchronized boolean awaitEmpty(Duration atMost) throws InterruptedException {
        return Monitor.await(this, () -> closed || stored.isEmpty(), atMost);
    }

    /** Wakes those who wait. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
