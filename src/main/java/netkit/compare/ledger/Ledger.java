package netkit.compare.ledger;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/**
 * The ledger of a trial: for every message, when it reached which stage, how often and in which order it was delivered and
 * processed, and, if it could be observed, why it was lost. Times are passed in, in nanoseconds from the start of the
 * trial. Thread-safe; readers see the current state.
 */
public final class Ledger {
    private static final long NEVER = -1;

    private final int messages;
    /** For each stage, when each message first reached it. */
    private final long[][] times = new long[Stage.values().length][];
    private final int[] deliveries;
    private final int[] processings;
    private final int[] skipped;
    private final BitSet ownRead = new BitSet();
    private final BitSet outOfOrder = new BitSet();
    private final String[] causes;
    private int highestDelivered = -1;
    private boolean roundTrips;
    private long invalid;

    /** @param messages their numbers are 0 to {@code messages - 1} */
    public Ledger(int messages) {
        this.messages = messages;
        for (int stage = 0; stage < times.length; stage++) {
            times[stage] = new long[messages];
            Arrays.fill(times[stage], NEVER);
        }
        deliveries = new int[messages];
        processings = new int[messages];
        skipped = new int[messages];
        causes = new String[messages];
    }

    /** Records that a message reached a stage; only the first time counts. */
    public synchronized void reached(Stage stage, int number, long at) {
        if (isOurs(number) && times[stage.ordinal()][number] == NEVER) {
            times[stage.ordinal()][number] = Math.max(0, at);
        }
    }

    /**
     * Records that the message was delivered to the receiving program.
     *
     * @param ownRead whether one read returned exactly this message
     */
    public synchronized void delivered(int number, long at, boolean ownRead) {
        if (!isOurs(number)) {
            invalid++;
            return;
        }
        reached(Stage.DELIVERED, number, at);
        deliveries[number]++;
        if (deliveries[number] == 1) {
            this.ownRead.set(number, ownRead);
            outOfOrder.set(number, number < highestDelivered); // RFC 4737 §3.3: smaller than the next number to be expected
            highestDelivered = Math.max(highestDelivered, number);
        }
    }

    /** Records that the receiving program has processed the message, for the first time or again. */
    public synchronized void processed(int number, long at) {
        reached(Stage.PROCESSED, number, at);
        processings[number]++;
    }

    /** Records that the receiving program skipped a duplicate of a message that it had processed. */
    public synchronized void skipped(int number) {
        skipped[number]++;
    }

    /** Records an arrival at the receiving program that is not a message of this trial. */
    public synchronized void invalid() {
        invalid++;
    }

    /**
     * Records that a copy of the message was lost; if the message is lost, the last such cause is the reason.
     *
     * @param cause such as {@code dropped by the wire: loss}
     */
    public synchronized void copyLost(int number, String cause) {
        if (isOurs(number)) {
            causes[number] = cause;
        }
    }

    /** Records that the whole message has arrived over the wire, so that lost copies on the wire are no longer its cause. */
    public synchronized void arrived(int number, long at) {
        if (isOurs(number) && !has(Stage.ARRIVED, number)) {
            reached(Stage.ARRIVED, number, at);
            causes[number] = null;
        }
    }

    /** Records that a copy of the message was lost on the wire. */
    public synchronized void copyLostOnWire(int number, String cause) {
        if (isOurs(number) && !has(Stage.ARRIVED, number)) {
            causes[number] = cause;
        }
    }

    /**
     * What a ledger says of one message.
     *
     * @param times when it first reached each stage, in the stages' order; negative if it never did
     * @param cause why the last lost copy was lost; null if that was not observed
     */
    public record Entry(int number, long[] times, int deliveries, int processings, int skipped,
            boolean ownRead,
            boolean outOfOrder, String cause) {}

    /** Returns what it says of a message. */
    public synchronized Entry entry(int number) {
        long[] reached = Arrays.stream(times).mapToLong(stage -> stage[number]).toArray();
        return new Entry(number, reached, deliveries[number], processings[number], skipped[number],
                ownRead.get(number), outOfOrder.get(number), causes[number]);
    }

    /**
     * Adds what another ledger of the same direction says, which the other machine keeps: there what this one could not
     * see.
     *
     * @param onThisClock converts a time of the other ledger
     */
    public synchronized void add(Entry other, LongUnaryOperator onThisClock) {
        int number = other.number;
        for (Stage stage : Stage.values()) {
            if (other.times[stage.ordinal()] >= 0) {
                reached(stage, number, onThisClock.applyAsLong(other.times[stage.ordinal()]));
            }
        }
        deliveries[number] += other.deliveries;
        processings[number] += other.processings;
        skipped[number] += other.skipped;
        if (other.ownRead) {
            ownRead.set(number);
        }
        if (other.outOfOrder) {
            outOfOrder.set(number);
        }
        if (other.cause != null) {
            causes[number] = other.cause;
        }
    }

    /** Records that sender and receiver have clocks that could not be reconciled: only round trips can be told. */
    public synchronized void setRoundTrips() {
        roundTrips = true;
    }

    /** Returns whether only round trips can be told. */
    public synchronized boolean hasRoundTrips() {
        return roundTrips;
    }

    /** Returns how long the message took: to its first delivery, or, if only round trips are known, to its acknowledgement. */
    public synchronized OptionalLong latency(int number) {
        OptionalLong offered = at(Stage.OFFERED, number);
        OptionalLong end = at(roundTrips ? Stage.ACKNOWLEDGED : Stage.DELIVERED, number);
        return end.isEmpty() ? end : OptionalLong.of(end.getAsLong() - offered.orElse(0));
    }

    /** Adds arrivals that were damaged, or not a message of this trial. */
    public synchronized void addInvalid(long more) {
        invalid += more;
    }

    private boolean isOurs(int number) {
        return number >= 0 && number < messages;
    }

    public int messages() {
        return messages;
    }

    /** Returns when the message first reached the stage, nanoseconds from the start; empty if it never did. */
    public synchronized OptionalLong at(Stage stage, int number) {
        long at = times[stage.ordinal()][number];
        return at == NEVER ? OptionalLong.empty() : OptionalLong.of(at);
    }

    public synchronized boolean has(Stage stage, int number) {
        return times[stage.ordinal()][number] != NEVER;
    }

    /** Returns how many messages reached the stage. */
    public synchronized int count(Stage stage) {
        return (int) Arrays.stream(times[stage.ordinal()]).filter(at -> at != NEVER).count();
    }

    /** Returns the last stage that the message reached, acknowledgement aside; empty if it was never offered. */
    public synchronized Optional<Stage> lastStage(int number) {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage != Stage.ACKNOWLEDGED && has(stage, number))
                .reduce((_, later) -> later);
    }

    /** Returns whether the message was offered, and never processed. */
    public synchronized boolean isLost(int number) {
        return has(Stage.OFFERED, number) && !has(Stage.PROCESSED, number);
    }

    /** Returns why the last lost copy was lost, if that could be observed. */
    public synchronized Optional<String> cause(int number) {
        return Optional.ofNullable(causes[number]);
    }

    /** Returns how often the message was delivered to the receiving program. */
    public synchronized int deliveries(int number) {
        return deliveries[number];
    }

    /** Returns how often the receiving program processed the message. */
    public synchronized int processings(int number) {
        return processings[number];
    }

    /** Returns how many duplicates of the message the receiving program skipped. */
    public synchronized int skippedCopies(int number) {
        return skipped[number];
    }

    /** Returns whether one read returned exactly the first copy of the message. */
    public synchronized boolean isOwnRead(int number) {
        return ownRead.get(number);
    }

    /** Returns whether its first copy was delivered after a message with a higher number (RFC 4737 §3.3). */
    public synchronized boolean isOutOfOrder(int number) {
        return outOfOrder.get(number);
    }

    /** Returns how many arrivals were damaged, or not a message of this trial. */
    public synchronized long invalidArrivals() {
        return invalid;
    }
}
