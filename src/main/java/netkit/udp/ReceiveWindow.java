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
 * What a receiver of {@link ReliableDatagram} does when: it puts messages in order, throws further copies away, hands the
 * program one after the other, and acknowledges what the program has taken. It has no clock: times are nanoseconds, of any
 * origin, and are handed in. Not safe for threads.
 */
final class ReceiveWindow {
    /** How long an acknowledgement waits for the program to be done, so that one does for both (RFC 9293 §3.8.6.3). */
    static final long DELAY = TimeUnit.MILLISECONDS.toNanos(20);

    private final Consumer<Ack> transmit;
    private final byte[][] messages = new byte[ReliableDatagram.WINDOW][];
    private OptionalInt session = OptionalInt.empty();
    private OptionalInt sessionBefore = OptionalInt.empty();
    /** The lowest that the program has not taken. */
    private int next;
    /** Bit i: next + i is here. */
    private long arrived;
    /** Whether the program has that which is next in its hands. */
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
            return; // late: its sender is gone
        }
        if (!its.equals(session)) {
            sessionBefore = session;
            session = its;
            skip(ReliableDatagram.WINDOW);
            next = data.base(); // what comes before was taken by a receiver before us
        }
        int ahead = data.base() - next;
        if (ahead > 0) {
            skip(ahead); // that as well: the datagram with which we began was an old one
        }
        int bit = data.sequence() - next; // less than the window, as it is for the base
        if (bit < 0 || (arrived >>> bit & 1) != 0) {
            acknowledge(); // the sender would not have sent it again, had it heard of the first
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

    /** The next message for the program, which has to say when it is done with it; empty while there is none. */
    Optional<byte[]> deliver() {
        if (delivered || (arrived & 1) == 0) {
            return Optional.empty();
        }
        delivered = true;
        return Optional.of(messages[slot(next)]);
    }

    /**
     * The program is done with what it was handed last.
     *
     * @param acknowledged false when it says nothing: then nothing is acknowledged any more, neither this nor others
     */
    void taken(boolean acknowledged) {
        silent |= !acknowledged;
        if (delivered) { // else it is of another session, or acknowledged already
            skip(1);
            acknowledge();
        }
    }

    /** To be called when {@link #nextTick} has come. */
    void tick(long now) {
        if (ackAt.isPresent() && now - ackAt.getAsLong() >= 0) {
            acknowledge();
        }
    }

    /** When {@link #tick} is to be called; empty when nothing is put off. */
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
