package netkit.compare.ledger;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Knows of every message which stages it reached and when, how often it was delivered and processed, in which order, and,
 * where it can be seen, what took it away. Times are handed in, nanoseconds from the start of the trial. Safe for threads;
 * who reads while it is still written to sees the present state.
 */
public final class Ledger {
    private static final long NEVER = -1;

    private final int messages;
    /** For each stage, when each message reached it first. */
    private final long[][] times = new long[Stage.values().length][];
    private final int[] deliveries;
    private final int[] processings;
    private final int[] skipped;
    private final BitSet ownRead = new BitSet();
    private final BitSet outOfOrder = new BitSet();
    private final String[] causes;
    private int highestDelivered = -1;
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

    /** A message reached a stage. Whoever reaches it again has reached it already. */
    public synchronized void reached(Stage stage, int number, long at) {
        if (isOurs(number) && times[stage.ordinal()][number] == NEVER) {
            times[stage.ordinal()][number] = Math.max(0, at);
        }
    }

    /**
     * The receiving program got the message.
     *
     * @param ownRead whether one receive gave exactly this message
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

    /** The receiving program has done its work with it, for the first time or once more. */
    public synchronized void processed(int number, long at) {
        reached(Stage.PROCESSED, number, at);
        processings[number]++;
    }

    /** The receiving program saw that it had processed this already. */
    public synchronized void skipped(int number) {
        skipped[number]++;
    }

    /** The receiving program got something that is no message of this trial. */
    public synchronized void invalid() {
        invalid++;
    }

    /**
     * Something took a copy of the message away: the last such tells why it died, if it did.
     *
     * @param cause such as {@code dropped by the wire: loss}
     */
    public synchronized void copyLost(int number, String cause) {
        if (isOurs(number)) {
            causes[number] = cause;
        }
    }

    /** All of the message has come out of the wire: what the wire did to other copies is not why it dies, if it does. */
    public synchronized void arrived(int number, long at) {
        if (isOurs(number) && !has(Stage.ARRIVED, number)) {
            reached(Stage.ARRIVED, number, at);
            causes[number] = null;
        }
    }

    /** The wire took a copy of the message away. */
    public synchronized void copyLostOnWire(int number, String cause) {
        if (isOurs(number) && !has(Stage.ARRIVED, number)) {
            causes[number] = cause;
        }
    }

    private boolean isOurs(int number) {
        return number >= 0 && number < messages;
    }

    public int messages() {
        return messages;
    }

    /** When the message reached the stage first, nanoseconds from the start; empty when it never did. */
    public synchronized OptionalLong at(Stage stage, int number) {
        long at = times[stage.ordinal()][number];
        return at == NEVER ? OptionalLong.empty() : OptionalLong.of(at);
    }

    public synchronized boolean has(Stage stage, int number) {
        return times[stage.ordinal()][number] != NEVER;
    }

    /** How many messages reached the stage. */
    public synchronized int count(Stage stage) {
        return (int) Arrays.stream(times[stage.ordinal()]).filter(at -> at != NEVER).count();
    }

    /** The last stage that the message reached on its way to being processed; empty when it was never offered. */
    public synchronized Optional<Stage> lastStage(int number) {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage != Stage.ACKNOWLEDGED && has(stage, number))
                .reduce((_, later) -> later);
    }

    /** Offered, and never processed. */
    public synchronized boolean isLost(int number) {
        return has(Stage.OFFERED, number) && !has(Stage.PROCESSED, number);
    }

    /** What took the last copy of it away that was, as far as it could be seen. */
    public synchronized Optional<String> cause(int number) {
        return Optional.ofNullable(causes[number]);
    }

    /** How often the receiving program got it. */
    public synchronized int deliveries(int number) {
        return deliveries[number];
    }

    /** How often the receiving program did its work with it. */
    public synchronized int processings(int number) {
        return processings[number];
    }

    /** How many copies of it the receiving program passed over as it had processed the message already. */
    public synchronized int skippedCopies(int number) {
        return skipped[number];
    }

    /** Whether its first copy came whole and alone in a receive. */
    public synchronized boolean isOwnRead(int number) {
        return ownRead.get(number);
    }

    /** Whether its first copy came after a message with a higher number (RFC 4737 §3.3). */
    public synchronized boolean isOutOfOrder(int number) {
        return outOfOrder.get(number);
    }

    /** How many arrivals were not a message of this trial, or damaged. */
    public synchronized long invalidArrivals() {
        return invalid;
    }
}
