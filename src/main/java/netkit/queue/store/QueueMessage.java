package netkit.queue.store;

import java.nio.ByteBuffer;
import java.util.Optional;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;

/** A message in the server. Its state in the queue is guarded by the broker's lock, its place in the log by the log's. */
public final class QueueMessage {
    private final long id;
    private final String queue;
    private final int size;
    private final long expiresAt;
    private final Optional<DeadLetter> deadLetter;
    /** Deliveries before it was dead-lettered. */
    private final int deliveriesBefore;
    private int deliveries;
    private boolean inQueue;
    private volatile byte[] body;
    /** The segment that has it; null if it is not in the log. This and what follows is guarded by the lock of the log. */
    private Segment segment;
    private int offset;
    /** The message that it was before it became a dead letter, while the log may still have that one. */
    private QueueMessage replaced;

    /**
     * @param size bytes of the body
     * @param expiresAt in milliseconds since 1970; 0 for never
     * @param deliveriesBefore deliveries in the queue that it came from as a dead letter
     * @param body null if it has to be read from the store
     */
    public QueueMessage(long id, String queue, int size, long expiresAt, Optional<DeadLetter> deadLetter,
            int deliveriesBefore,
            byte[] body) {
        this.id = id;
        this.queue = queue;
        this.size = size;
        this.expiresAt = expiresAt;
        this.deadLetter = deadLetter;
        this.deliveriesBefore = deliveriesBefore;
        this.body = body;
    }

    /** Returns this message as a dead letter: it does not expire, and its deliveries start at zero. */
    public QueueMessage asDeadLetter(String deadLetters, DeadLetterReason reason) {
        QueueMessage dead = new QueueMessage(id, deadLetters, size, 0,
                Optional.of(new DeadLetter(reason, queue)), deliveriesBefore + deliveries, body);
        dead.replaced = this;
        return dead;
    }

    public long id() {
        return id;
    }

    public String queue() {
        return queue;
    }

    public int size() {
        return size;
    }

    public long expiresAt() {
        return expiresAt;
    }

    public boolean isExpired(long now) {
        return expiresAt > 0 && expiresAt <= now;
    }

    public Optional<DeadLetter> deadLetter() {
        return deadLetter;
    }

    public int deliveries() {
        return deliveries;
    }

    public void delivered(int times) {
        deliveries += times;
    }

    /** Returns all deliveries, including those before it was dead-lettered. */
    int allDeliveries() {
        return deliveriesBefore + deliveries;
    }

    /** Raises the deliveries in all queues to this number. */
    void deliveredAtLeast(int times) {
        deliveries = Math.max(deliveries, times - deliveriesBefore);
    }

    /** Counts one delivery if there was none: it may have been delivered. */
    void countAsDelivered() {
        deliveries = Math.max(deliveries, 1);
    }

    /** Returns its record for the log. @param content the body */
    LogRecord.Put put(ByteBuffer content) {
        return new LogRecord.Put(id, expiresAt, deliveriesBefore, allDeliveries(), queue, deadLetter,
                content);
    }

    /** Returns the bytes that its record takes in the log. */
    int storedLength() {
        return RecordCodec.putLength(queue, deadLetter, size);
    }

    Segment segment() {
        return segment;
    }

    int offset() {
        return offset;
    }

    void setPlace(Segment in, int at) {
        segment = in;
        offset = at;
    }

    QueueMessage replaced() {
        return replaced;
    }

    void forgetReplaced() {
        replaced = null;
    }

    /** Returns whether it is ready in its queue, not held by a consumer or deleted. */
    public boolean isInQueue() {
        return inQueue;
    }

    public void setInQueue(boolean is) {
        inQueue = is;
    }

    /** Returns the body; null if it has to be read from the store. */
    public byte[] body() {
        return body;
    }

    public void forgetBody() {
        body = null;
    }
}
