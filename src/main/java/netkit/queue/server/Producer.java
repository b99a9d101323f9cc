package netkit.queue.server;

import java.time.Duration;

/** The producer of one message, which receives the publisher confirm. Receiving it must not block. */
interface Producer {
    /** Returns the address of the client, without a port: its share of the queues' names is limited. */
    String address();

    /** The message is stored under this id. */
    void confirmed(long id);

    /** @param reason why the message is not stored, one line */
    void refused(String reason);

    /**
     * Returns whether the producer is still connected. Called without the broker's lock while the producer waits for room.
     *
     * @param maxAge how old the last probe of the connection may be before a new one is sent
     */
    boolean isConnected(Duration maxAge);
}
