package netkit.queue;

import java.util.Optional;

/** A message that the server keeps. Guarded by the lock of whoever owns the queues, but for the body. */
final class Message {
    private final long id;
    private final String queue;
    private final int size;
    private final long expiresAt;
    private final Optional<Death> death;
    /** Under other names, before it died. */
    private final int deliveriesBefore;
    private int deliveries;
    private boolean inQueue;
    private volatile byte[] body;

    /**
     * @param size bytes of the body
     * @param expiresAt in milliseconds of the clock; 0 for never
     * @param deliveriesBefore deliveries in the queue in which it died
     * @param body null when it has to be read from the store
     */
    Message(long id, String queue, int size, long expiresAt, Optional<Death> death, int deliveriesBefore,
            byte[] body) {
        this.id = id;
        this.queue = queue;
        this.size = size;
        this.expiresAt = expiresAt;
        this.death = death;
        this.deliveriesBefore = deliveriesBefore;
        this.body = body;
    }

    /** The same message as a dead letter: it does not expire, and its deliveries are counted anew. */
    Message dead(String deadLetters, DeathReason reason) {
        return new Message(id, deadLetters, size, 0, Optional.of(new Death(reason, queue)),
                deliveriesBefore + deliveries, body);
    }

    long id() {
        return id;
    }

    String queue() {
        return queue;
    }

    int size() {
        return size;
    }

    long expiresAt() {
        return expiresAt;
    }

    boolean isExpired(long now) {
        return expiresAt > 0 && expiresAt <= now;
    }

    Optional<Death> death() {
        return death;
    }

    int deliveries() {
        return deliveries;
    }

    void delivered(int times) {
        deliveries += times;
    }

    int deliveriesBefore() {
        return deliveriesBefore;
    }

    /** Whether it stands in its queue, rather than being with a consumer or gone. */
    boolean isInQueue() {
        return inQueue;
    }

    void setInQueue(boolean stands) {
        inQueue = stands;
    }

    /** Null when it has to be read from the store. */
    byte[] body() {
        return body;
    }

    void forgetBody() {
        body = null;
    }
}
