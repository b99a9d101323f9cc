package netkit.lab;

/**
 * What a relay did with the datagrams of one direction. All that were received are either forwarded, or dropped for
 * one of the reasons, or still waiting.
 *
 * @param received datagrams that reached the relay
 * @param forwarded datagrams sent on, both copies of a duplicated one counted
 * @param dropped lost by chance, as the faults ask
 * @param cut lost because of their position, as the faults ask
 * @param overflowed lost because too much was waiting already, or too many clients
 * @param failed not sent on because the system refused
 * @param duplicated sent on twice
 * @param reordered held back for later ones to pass
 * @param delayed sent on later than they came because of the delay
 * @param waiting held back or delayed just now
 */
public record DatagramCounts(long received, long forwarded, long dropped, long cut, long overflowed,
        long failed, long duplicated, long reordered, long delayed,
        long waiting) implements RelayCounts {
    static final DatagramCounts ZERO = new DatagramCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    DatagramCounts plus(DatagramCounts other) {
        return new DatagramCounts(received + other.received, forwarded + other.forwarded,
                dropped + other.dropped, cut + other.cut, overflowed + other.overflowed,
                failed + other.failed, duplicated + other.duplicated, reordered + other.reordered,
                delayed + other.delayed, waiting + other.waiting);
    }
}
