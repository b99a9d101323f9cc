package netkit.queue.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import netkit.queue.DeadLetterReason;
import netkit.queue.QueueLimits;
import netkit.queue.QueueName;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.Settlement;
import netkit.queue.store.QueueMessage;

/**
 * The rules of a queue server: what happens to messages and to those who consume them. It knows no socket, no thread
 * and no clock, and what is to be done outside it tells to {@link Effects}.
 */
final class Queues {
    /** What has to happen outside. */
    interface Effects {
        /** The message is to be stored as it is now, in the place of an earlier form. */
        void store(QueueMessage message);

        /** The message is to be deleted. */
        void delete(QueueMessage message);

        /** A queue got shorter. */
        void shorter();

        /** These were taken back from a consumer that did not acknowledge them in time. */
        void takenBack(Consumer receiver, List<QueueMessage> late);
    }

    /** Whoever invents names must not fill the memory with them. */
    private static final int MOST_QUEUES = 10_000;

    private final QueueLimits limits;
    private final Effects effects;
    private final Map<String, QueueState> queues = new TreeMap<>();
    private long nextId;
    private long bytes;

    /** @param nextId the id of the next message */
    Queues(QueueLimits limits, long nextId, Effects effects) {
        this.limits = limits;
        this.nextId = nextId;
        this.effects = effects;
    }

    /**
     * The queue somebody asks for, which is made when there is none; when there are too many, in the place of one that is
     * empty and that nobody uses.
     *
     * @throws IllegalArgumentException in one line, when there is none of these
     */
    QueueState admit(String name) {
        if (queues.size() >= MOST_QUEUES && !queues.containsKey(name) && !forgetOne()) {
            throw new IllegalArgumentException(
                    "there are " + MOST_QUEUES + " queues already; no more are made");
        }
        return queue(name);
    }

    private boolean forgetOne() {
        Optional<QueueState> idle = queues.values().stream().filter(QueueState::isIdle).findFirst();
        idle.ifPresent(queue -> queues.remove(queue.name()));
        return idle.isPresent();
    }

    QueueState queue(String name) {
        return queues.computeIfAbsent(name, QueueState::new);
    }

    /** The bytes of all bodies. */
    long bytes() {
        return bytes;
    }

    long nextId() {
        return nextId;
    }

    /** A message found in the store. They have to come in the order of their ids. */
    void recover(QueueMessage message) {
        QueueState queue = queue(message.queue());
        queue.count(Metric.FOUND);
        queue.append(message);
        bytes += message.size();
    }

    /** Whether a message may be put into the queue now; else its producer has to wait. */
    boolean hasRoom(QueueState queue) {
        return (limits.length() == 0 || queue.ready() < limits.length())
                && hasRoomForBytes();
    }

    /** Whether the bodies of all messages take less than they may. */
    boolean hasRoomForBytes() {
        return limits.bytes() == 0 || bytes < limits.bytes();
    }

    /** Whether they take less than half of that. */
    boolean isHalfEmpty() {
        return limits.bytes() == 0 || bytes < limits.bytes() / 2;
    }

    /** @param timeToLive in milliseconds; 0 when the message brings none of its own */
    QueueMessage publish(QueueState queue, byte[] body, long timeToLive, long now) {
        long lives = timeToLive > 0 ? timeToLive : limits.timeToLive().toMillis();
        QueueMessage message = new QueueMessage(nextId++, queue.name(), body.length,
                lives == 0 ? 0 : now + lives,
                Optional.empty(), 0, body);
        bytes += message.size();
        queue.count(Metric.PUBLISHED);
        queue.append(message);
        effects.store(message);
        assign(queue, now);
        return message;
    }

    /** The message could not be stored, and its producer knows: it is withdrawn, unless a consumer has it already. */
    void withdraw(QueueMessage message) {
        if (message.isInQueue()) {
            QueueState queue = queue(message.queue());
            queue.drop(message);
            queue.gone(message);
            queue.count(Metric.PUBLISHED, -1);
            bytes -= message.size();
            effects.shorter();
        }
    }

    /** @param consumer what it is called in the log */
    Consumer subscribe(String name, String consumer, int prefetch, Runnable onAssigned, long now) {
        QueueState queue = admit(name);
        Consumer receiver = new Consumer(queue, consumer, prefetch, onAssigned);
        queue.add(receiver);
        assign(queue, now);
        return receiver;
    }

    /** What it had not acknowledged goes to others. */
    void unsubscribe(Consumer receiver, long now) {
        receiver.queue().remove(receiver);
        receiver.takeAll().forEach(message -> putBack(receiver.queue(), message, now));
        assign(receiver.queue(), now);
    }

    /** All that is meant for the consumer goes on its way now. */
    List<QueueMessage> take(Consumer receiver, long now) {
        long timeout = limits.ackTimeout().toMillis();
        List<QueueMessage> taken = receiver.take(timeout == 0 ? Long.MAX_VALUE : now + timeout);
        for (QueueMessage message : taken) {
            receiver.queue().count(Metric.DELIVERED);
            if (message.deliveries() > 1) {
                receiver.queue().count(Metric.REDELIVERED);
            }
        }
        return taken;
    }

    /** @return whether the consumer had this message */
    boolean settle(Consumer receiver, long id, Settlement settlement, long now) {
        QueueMessage message = receiver.settle(id);
        QueueState queue = receiver.queue();
        if (message != null) {
            switch (settlement) {
                case ACK -> {
                    queue.count(Metric.ACKED);
                    delete(queue, message);
                }
                case NACK -> putBack(queue, message, now);
                case REJECT -> bury(queue, message, DeadLetterReason.REJECTED, now);
            }
        }
        assign(queue, now);
        return message != null;
    }

    /** @return how many messages were deleted */
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
        effects.shorter();
        return ready.size();
    }

    /** Time has passed: what is overdue goes to others, and what has expired dies. To be called now and then. */
    void tick(long now) {
        for (QueueState queue : List.copyOf(queues.values())) {
            List<QueueMessage> allLate = new ArrayList<>();
            for (Consumer receiver : queue.receivers()) {
                List<QueueMessage> late = receiver.takeOverdue(now);
                if (!late.isEmpty()) {
                    effects.takenBack(receiver, late);
                    allLate.addAll(late);
                }
            }
            allLate.forEach(message -> putBack(queue, message, now));
            assign(queue, now);
        }
    }

    List<QueueStats> stats() {
        return queues.values().stream().map(QueueState::stats).toList();
    }

    private void putBack(QueueState queue, QueueMessage message, long now) {
        if (limits.deliveries() > 0 && message.deliveries() >= limits.deliveries()
                && !QueueName.isDeadLetterQueue(queue.name())) {
            bury(queue, message, DeadLetterReason.DELIVERY_LIMIT, now);
        } else {
            queue.putBack(message);
        }
    }

    private void bury(QueueState queue, QueueMessage message, DeadLetterReason reason, long now) {
        if (QueueName.isDeadLetterQueue(queue.name())) {
            queue.count(Metric.DROPPED); // there is no further grave
            delete(queue, message);
            return;
        }
        queue.gone(message);
        queue.count(Metric.DEAD);
        QueueState grave = queue(QueueName.deadLetterQueue(queue.name()));
        QueueMessage dead = message.dead(grave.name(), reason);
        grave.count(Metric.PUBLISHED);
        grave.append(dead);
        effects.store(dead);
        assign(grave, now);
    }

    private void delete(QueueState queue, QueueMessage message) {
        queue.gone(message);
        bytes -= message.size();
        effects.delete(message);
        effects.shorter();
    }

    /** Gives what is ready to those who may have more, and buries what has expired. */
    private void assign(QueueState queue, long now) {
        int before = queue.ready();
        for (QueueMessage late = queue.expired(now); late != null; late = queue.expired(now)) {
            queue.drop(late);
            bury(queue, late, DeadLetterReason.EXPIRED, now);
        }
        for (QueueMessage first = queue.peek(); first != null; first = queue.peek()) {
            Consumer receiver = queue.nextInTurn();
            if (receiver == null) {
                break;
            }
            queue.remove(first);
            receiver.assign(first);
        }
        if (queue.ready() < before) {
            effects.shorter();
        }
    }
}
