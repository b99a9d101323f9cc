package netkit.udp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import netkit.udp.ReliableDatagram.Ack;
import netkit.udp.ReliableDatagram.Data;

/**
 * The state machine of a sender of {@link ReliableDatagram}: it numbers messages, sends as many as the window allows,
 * retransmits what seems lost, and discards what is acknowledged. It has no clock: times are nanoseconds of any origin,
 * and are passed in. Not thread-safe.
 */
final class SendWindow {
    /** The number of later messages that arrive before a missing one is considered lost (RFC 5681 §3.2, RFC 6675 §2). */
    static final int DUPLICATE_THRESHOLD = 3;
    /** The longest time without an acknowledgement while one is due. */
    static final long GIVE_UP_AFTER = TimeUnit.SECONDS.toNanos(30);
    /** The most bytes kept, sent or not; one message always fits. */
    static final int BUFFER = 1 << 20;

    private static final class Sent {
        final int sequence;
        final byte[] message;
        long sentAt;
        boolean retransmitted;
        boolean arrived;
        boolean measured;

        Sent(int sequence, byte[] message, long sentAt) {
            this.sequence = sequence;
            this.message = message;
            this.sentAt = sentAt;
        }
    }

    private final int session;
    private final Consumer<Data> transmit;
    private final Consumer<byte[]> acknowledged;
    private final RetransmissionTimeout timeout = new RetransmissionTimeout();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    /** The messages in flight, from {@code base} to {@code end} exclusive, indexed by the low bits of their number. */
    private final Sent[] sent = new Sent[ReliableDatagram.WINDOW];
    private int base;
    private int end;
    private long buffered;
    private long lastHeard;
    /** Whether no acknowledgement was received since the retransmission timeout expired. */
    private boolean backedOff;
    private boolean givenUp;

    /**
     * @param session an id that is unique among the receiver's sessions
     * @param first the first sequence number
     * @param transmit sends a datagram, which may be lost
     * @param acknowledged called with each message, in order, when it is acknowledged
     */
    SendWindow(int session, int first, Consumer<Data> transmit, Consumer<byte[]> acknowledged) {
        this.session = session;
        this.base = first;
        this.end = first;
        this.transmit = transmit;
        this.acknowledged = acknowledged;
    }

    boolean hasRoomFor(int length) {
        return isDone() || buffered + length <= BUFFER;
    }

    /** Whether every message was acknowledged. */
    boolean isDone() {
        return base == end && waiting.isEmpty();
    }

    /** Whether the sender has given up for want of acknowledgements. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** Takes a message, for which there must be room, and sends it as soon as the window allows. */
    void offer(byte[] message, long now) {
        if (isDone()) {
            lastHeard = now; // no acknowledgement was due before
        }
        buffered += message.length;
        waiting.add(message);
        sendNew(now);
    }

    void received(Ack ack, long now) {
        int count = ack.next() - base;
        if (ack.session() != session || count > end - base || givenUp) {
            return; // not for a message in flight
        }
        lastHeard = now;
        if (count < 0) {
            return; // out of order: a later acknowledgement has arrived
        }
        backedOff = false;
        update(ack, now);
        for (int i = 0; i < count; i++) {
            Sent one = at(base);
            sent[slot(base)] = null;
            base++;
            buffered -= one.message.length;
            acknowledged.accept(one.message);
        }
        fastRetransmit(now);
        sendNew(now);
    }

    /** Marks what has arrived, and samples the round trip of the last message that is acknowledged for the first time. */
    private void update(Ack ack, long now) {
        Sent news = null;
        for (int sequence = base; sequence != end; sequence++) {
            Sent one = at(sequence);
            int bit = sequence - ack.next();
            boolean arrived = bit < 0 || (ack.arrived() >>> bit & 1) != 0;
            if (arrived && !one.arrived && !one.measured && !one.retransmitted) {
                news = one;
            }
            one.arrived |= arrived;
            one.measured |= arrived;
        }
        if (news != null) {
            timeout.sample(now - news.sentAt);
        }
    }

    /** Fast retransmit, once for each message: if that is lost as well, the timeout has to expire. */
    private void fastRetransmit(long now) {
        int later = 0;
        List<Sent> lost = new ArrayList<>();
        for (int sequence = end - 1; sequence - base >= 0; sequence--) {
            Sent one = at(sequence);
            later += one.arrived ? 1 : 0;
            if (!one.arrived && !one.retransmitted && later >= DUPLICATE_THRESHOLD) {
                lost.addFirst(one);
            }
        }
        lost.forEach(one -> retransmit(one, now));
    }

    /** Sends new messages; none while backed off, since they would probably be lost as well. */
    private void sendNew(long now) {
        while (!backedOff && !waiting.isEmpty() && end - base < ReliableDatagram.WINDOW) {
            Sent one = new Sent(end, waiting.remove(), now);
            sent[slot(end)] = one;
            end++;
            send(one);
        }
    }

    /** Must be called at {@link #nextTick}. */
    void tick(long now) {
        if (base == end || givenUp) {
            return;
        }
        if (now - lastHeard >= GIVE_UP_AFTER) {
            givenUp = true;
            return;
        }
        List<Sent> due = waitedFor().stream().filter(one -> now - dueAt(one) >= 0).toList();
        if (!due.isEmpty()) {
            timeout.backOff();
            backedOff = true;
            // RFC 2018 §8: a restarted receiver no longer has what was selectively acknowledged
            Arrays.stream(sent).filter(one -> one != null).forEach(one -> one.arrived = false);
            due.forEach(one -> retransmit(one, now));
        }
    }

    /** Returns the messages whose timeout runs: while backed off only the oldest, which suffices to get an acknowledgement. */
    private List<Sent> waitedFor() {
        List<Sent> missing = new ArrayList<>();
        for (int sequence = base; sequence != end && !backedOff; sequence++) {
            if (!at(sequence).arrived) {
                missing.add(at(sequence));
            }
        }
        return missing.isEmpty() ? List.of(at(base)) : missing;
    }

    private long dueAt(Sent one) {
        // it has arrived and waits for the program: probe now and then whether the receiver is still there
        return one.arrived ? Math.max(lastHeard - one.sentAt, 0) + one.sentAt + RetransmissionTimeout.MAX
                : one.sentAt + timeout.nanos();
    }

    /** Returns when {@link #tick} must be called; empty if nothing is in flight. */
    OptionalLong nextTick() {
        if (base == end || givenUp) {
            return OptionalLong.empty();
        }
        long next = lastHeard + GIVE_UP_AFTER;
        for (Sent one : waitedFor()) {
            next += Math.min(0, dueAt(one) - next); // times may wrap around
        }
        return OptionalLong.of(next);
    }

    private void retransmit(Sent one, long now) {
        one.sentAt = now;
        one.retransmitted = true;
        send(one);
    }

    private void send(Sent one) {
        transmit.accept(new Data(session, one.sequence, base, one.message));
    }

    private Sent at(int sequence) {
        return sent[slot(sequence)];
    }

    private static int slot(int sequence) {
        return sequence & ReliableDatagram.WINDOW - 1;
    }
}
