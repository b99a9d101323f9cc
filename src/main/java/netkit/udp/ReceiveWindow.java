package netkit.udp;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import netkit.udp.ReliableDatagram.Ack;
import netkit.udp.ReliableDatagram.Data;

/**
 * The state machine of a receiver of {@link ReliableDatagram}: it puts messages in order, discards duplicates, delivers
 * one message after the other to the program, and acknowledges what the program has taken. It has no clock: times are
 * nanoseconds of any origin, and are passed in. Not thread-safe.
 */
final class ReceiveWindow {
    /** Delay of an acknowledgement, so that it can include what the program takes meanwhile (RFC 9293 §3.8.6.3). */
    static final long DELAY = TimeUnit.MILLISECONDS.toNanos(20);

    private final Consumer<Ack> transmit;
    private final byte[][] messages = new byte[ReliableDatagram.WINDOW][];
    private OptionalInt session = OptionalInt.empty();
    private OptionalInt sessionBefore = OptionalInt.empty();
    /** The lowest sequence number that the program has not taken. */
    private int next;
    /** Bit i: next + i has arrived. */
    private long arrived;
    /** Whether the program is processing the message {@code next}. */
    private boolean delivered;
    private boolean silent;
    private OptionalLong ackAt = OptionalLong.empty();

    /** @param transmit sends a datagram, which may be lost */
    ReceiveWindow(Consumer<Ack> transmit) {
        this.transmit = transmit;
    }

    void received(Data data, long now) {
        OptionalInt its = OptionalInt.of(data.session());
        if (its.equals(sessionBefore)) {
            return; // out of order: this sender has been replaced
        }
        if (!its.equals(session)) {
            sessionBefore = session;
            session = its;
            skip(ReliableDatagram.WINDOW);
            next = data.base(); // earlier ones were taken by an earlier receiver
        }
        int ahead = data.base() - next;
        if (ahead > 0) {
            skip(ahead); // the first datagram received was out of order
        }
        int bit = data.sequence() - next; // less than the window, as is sequence - base
        if (bit < 0 || (arrived >>> bit & 1) != 0) {
            acknowledge(); // a duplicate: the acknowledgement was probably lost
        } else {
            boolean inOrder = arrived == (1L << bit) - 1;
            arrived |= 1L << bit;
            messages[slot(data.sequence())] = data.message();
            if (inOrder) {
                ackAt = OptionalLong.of(ackAt.orElse(now + DELAY));
            } else {
                acknowledge(); // RFC 5681 §4.2: at once, as there is a gap, or was one
            }
        }
    }

    /** Returns the next message for the program, to be confirmed with {@link #taken}; empty if there is none. */
    Optional<byte[]> deliver() {
        if (delivered || (arrived & 1) == 0) {
            return Optional.empty();
        }
        delivered = true;
        return Optional.of(messages[slot(next)]);
    }

    /**
     * Called when the program has processed the message delivered last.
     *
     * @param acknowledged false to acknowledge neither this nor any later message
     */
    void taken(boolean acknowledged) {
        silent |= !acknowledged;
        if (delivered) { // else it belongs to an earlier session, or is acknowledged already
            skip(1);
            acknowledge();
        }
    }

    /** Must be called at {@link #nextTick}. */
    void tick(long now) {
        if (ackAt.isPresent() && now - ackAt.getAsLong() >= 0) {
            acknowledge();
        }
    }

    /** Returns when {@link #tick} must be called; empty if no acknowledgement is delayed. */
    OptionalLong nextTick() {
        return ackAt;
    }

    private void skip(int count) {
        if (count >= ReliableDatagram.WINDOW) {
            Arrays.fill(messages, null);
            arrived = 0;
        } else {
            for (int i = 0; i < count; i++) {
                messages[slot(next + i)] = null;
            }
            arrived >>>= count;
        }
        next += count;
        delivered = false;
    }

    private void acknowledge() {
        ackAt = OptionalLong.empty();
        if (!silent) {
            transmit.accept(new Ack(session.orElseThrow(), next, arrived));
        }
    }

    private static int slot(int sequence) {
        return sequence & ReliableDatagram.WINDOW - 1;
    }
}
