package netkit.queue.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

import netkit.queue.DeadLetterReason;
import netkit.queue.QueueLimits;
import netkit.queue.QueueName;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.Settlement;
import netkit.queue.store.QueueMessage;

/**
 * The rules of the message queue server: what happens to each message and which consumer receives it. Knows no socket,
 * thread or clock; what must happen outside goes to {@link Effects}.
 *
 * <p>Messages expire by the time of day, here called {@code now}, in milliseconds since 1970. Acknowledgements are due by a
 * clock that never jumps, here called {@code nanos}.
 */
final class Queues {
    /** What the rules require to happen outside. */
    interface Effects {
        /** Store the message in its current state, replacing an earlier one. */
        void store(QueueMessage message);

        /** Delete the message from the store. */
        void delete(QueueMessage message);

        /** A queue has become shorter, so a waiting producer may have room. */
        void roomFreed();

        /** Messages were requeued because the consumer did not acknowledge them in time. */
        void ackTimedOut(Consumer consumer, List<QueueMessage> overdue);
    }

    /** Both bound the memory that clients can take by inventing names. */
    private static final int MAX_QUEUES = 10_000;
    private static final int MAX_QUEUES_OF_AN_ADDRESS = MAX_QUEUES / 4;

    private final QueueLimits limits;
    private final Effects effects;
    private final Map<String, QueueState> queues = new TreeMap<>();
    /** How many of the queues each address has created. */
    private final Map<String, Integer> created = new HashMap<>();
    private long nextId;
    private long bytes;

    /** @param nextId the id of the next message */
    Queues(QueueLimits limits, long nextId, Effects effects) {
        this.limits = limits;
        this.nextId = nextId;
        this.effects = effects;
    }

    /**
     * Returns the queue of this name that a client asks for, and creates it if it does not exist. At the maximum number of
     * queues, in all or of one client's address, an empty and unused one is removed for it.
     *
     * @param creator the address of the client
     * @throws IllegalArgumentException if there is none to remove; the message is one line
     */
    QueueState declare(String name, String creator) {
        QueueState queue = queues.get(name);
        if (queue != null) {
            return queue;
        }
        if (created.getOrDefault(creator, 0) >= MAX_QUEUES_OF_AN_ADDRESS
                && !removeUnused(unused -> unused.creator().equals(creator))) {
            throw new IllegalArgumentException(creator + " has created " + MAX_QUEUES_OF_AN_ADDRESS
                    + " queues that are in use, the maximum for one address");
        }
        if (queues.size() >= MAX_QUEUES && !removeUnused(_ -> true)) {
            throw new IllegalArgumentException("there are " + MAX_QUEUES + " queues, the maximum");
        }
        return create(name, creator);
    }

    private boolean removeUnused(Predicate<QueueState> which) {
        Optional<QueueState> unused = queues.values().stream().filter(QueueState::isUnused).filter(which)
                .findFirst();
        unused.ifPresent(queue -> {
            queues.remove(queue.name());
            created.computeIfPresent(queue.creator(), (_, count) -> count == 1 ? null : count - 1);
        });
        return unused.isPresent();
    }

    private QueueState create(String name, String creator) {
        QueueState queue = new QueueState(name, creator);
        queues.put(name, queue);
        created.merge(creator, 1, Integer::sum);
        return queue;
    }

    /** Returns the queue of this name, which the server creates if it does not exist. */
    QueueState queue(String name) {
        QueueState queue = queues.get(name);
        return queue == null ? create(name, "") : queue;
    }

    /** Returns the bytes of the bodies of all messages. */
    long bytes() {
        return bytes;
    }

    long nextId() {
        return nextId;
    }

    /** Adds a message found in the store. To be called in the order of the ids. */
    void recover(QueueMessage message) {
        QueueState queue = queue(message.queue());
        queue.count(Metric.FOUND);
        queue.append(message);
        bytes += message.size();
    }

    /** Returns whether the queue may take a message now; otherwise its producer must wait. */
    boolean hasRoom(QueueState queue) {
        return (limits.length() == 0 || queue.ready() < limits.length())
                && hasRoomForBytes();
    }

    /** Returns whether all messages together take less memory than the limit. */
    boolean hasRoomForBytes() {
        return limits.bytes() == 0 || bytes < limits.bytes();
    }

    /** Returns whether all messages together take less than half of the limit. */
    boolean isHalfEmpty() {
        return limits.bytes() == 0 || bytes < limits.bytes() / 2;
    }

    /** @param timeToLive in milliseconds; 0 for the server's default */
    QueueMessage publish(QueueState queue, byte[] body, long timeToLive, long now) {
        long effective = timeToLive > 0 ? timeToLive : limits.timeToLive().toMillis();
        QueueMessage message = new QueueMessage(nextId++, queue.name(), body.length,
                effective == 0 ? 0 : now + effective,
                Optional.empty(), 0, body);
        bytes += message.size();
        queue.count(Metric.PUBLISHED);
        queue.append(message);
        effects.store(message);
        assign(queue, now);
        return message;
    }

    /** Withdraws a message that could not be stored and was refused, unless a consumer already holds it. */
    void withdraw(QueueMessage message) {
        if (message.isInQueue()) {
            QueueState queue = queue(message.queue());
            queue.removeAnywhere(message);
            queue.subtract(message);
            queue.count(Metric.PUBLISHED, -1);
            bytes -= message.size();
            effects.roomFreed();
        }
    }

    /** @param consumerName identifies the consumer in the log */
    Consumer subscribe(QueueState queue, String consumerName, int prefetch, Runnable onAssigned, long now) {
        Consumer consumer = new Consumer(queue, consumerName, prefetch, onAssigned);
        queue.add(consumer);
        assign(queue, now);
        return consumer;
    }

    /** Removes a consumer and requeues the messages that it has not acknowledged. */
    void unsubscribe(Consumer consumer, long now) {
        consumer.queue().remove(consumer);
        consumer.takeAll().forEach(message -> requeue(consumer.queue(), message, now));
        assign(consumer.queue(), now);
    }

    /** Delivers to a consumer all messages that are assigned to it. */
    List<QueueMessage> take(Consumer consumer, long nanos) {
        long timeout = limits.ackTimeout().toNanos();
        List<QueueMessage> taken = consumer.take(timeout == 0 ? Long.MAX_VALUE : nanos + timeout);
        for (QueueMessage message : taken) {
            consumer.queue().count(Metric.DELIVERED);
            if (message.deliveries() > 1) {
                consumer.queue().count(Metric.REDELIVERED);
            }
        }
        return taken;
    }

    /** Settles a message; returns whether the consumer held it. */
    boolean settle(Consumer consumer, long id, Settlement settlement, long now) {
        QueueMessage message = consumer.settle(id);
        QueueState queue = consumer.queue();
        if (message != null) {
            switch (settlement) {
                case ACK -> {
                    queue.count(Metric.ACKED);
                    delete(queue, message);
                }
                case NACK -> requeue(queue, message, now);
                case REJECT -> deadLetter(queue, message, DeadLetterReason.REJECTED, now);
            }
        }
        assign(queue, now);
        return message != null;
    }

    /** Deletes the ready messages of a queue and returns their number. */
    int purge(String name) {
        QueueState queue = queues.get(name);
        if (queue == null) {
            return 0;
        }
        List<QueueMessage> ready = queue.takeReady();
        for (QueueMessage message : ready) {
            bytes -= message.size();
            effects.delete(message);
        }
        queue.count(Metric.PURGED, ready.size());
        effects.roomFreed();
        return ready.size();
    }

    /** Requeues overdue messages and dead-letters expired ones. To be called at short intervals. */
    void tick(long nanos, long now) {
        for (QueueState queue : List.copyOf(queues.values())) {
            List<QueueMessage> allOverdue = new ArrayList<>();
            for (Consumer consumer : queue.consumers()) {
                List<QueueMessage> overdue = consumer.takeOverdue(nanos);
                if (!overdue.isEmpty()) {
                    effects.ackTimedOut(consumer, overdue);
                    allOverdue.addAll(overdue);
                }
            }
            allOverdue.forEach(message -> requeue(queue, message, now));
            assign(queue, now);
        }
    }

    List<QueueStats> stats() {
        return queues.values().stream().map(QueueState::stats).toList();
    }

    private void requeue(QueueState queue, QueueMessage message, long now) {
        if (limits.deliveries() > 0 && message.deliveries() >= limits.deliveries()
                && !QueueName.isDeadLetterQueue(queue.name())) {
            deadLetter(queue, message, DeadLetterReason.DELIVERY_LIMIT, now);
        } else {
            queue.requeue(message);
        }
    }

    private void deadLetter(QueueState queue, QueueMessage message, DeadLetterReason reason, long now) {
        if (QueueName.isDeadLetterQueue(queue.name())) {
            queue.count(Metric.DROPPED); // it has no dead-letter queue of its own
            delete(queue, message);
            return;
        }
        queue.subtract(message);
        queue.count(Metric.DEAD);
        QueueState deadLetterQueue = queue(QueueName.deadLetterQueue(queue.name()));
        QueueMessage dead = message.asDeadLetter(deadLetterQueue.name(), reason);
        deadLetterQueue.count(Metric.PUBLISHED);
        deadLetterQueue.append(dead);
        effects.store(dead);
        assign(deadLetterQueue, now);
    }

    private void delete(QueueState queue, QueueMessage message) {
        queue.subtract(message);
        bytes -= message.size();
        effects.delete(message);
        effects.roomFreed();
    }

    /** Dead-letters expired messages and assigns ready ones to the consumers with prefetch credit. */
    private void assign(QueueState queue, long now) {
        int before = queue.ready();
        for (QueueMessage expired = queue.expired(now); expired != null; expired = queue.expired(now)) {
            queue.removeAnywhere(expired);
            deadLetter(queue, expired, DeadLetterReason.EXPIRED, now);
        }
        for (QueueMessage first = queue.peek(); first != null; first = queue.peek()) {
            Consumer consumer = queue.nextConsumer();
            if (consumer == null) {
                break;
            }
            queue.removeFirst(first);
            consumer.assign(first);
        }
        if (queue.ready() < before) {
            effects.roomFreed();
        }
    }
}
