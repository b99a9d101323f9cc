package netkit.lab.wire;

import java.util.List;

/** A packet in flight through a {@link WireLine}. Instances are reused. Times are nanoseconds of the line's clock. */
final class WaitingPacket {
    private static final int LEAST_CAPACITY = 2_048;

    static final byte[] NONE = new byte[0];

    byte[] bytes = NONE;
    int length;
    /** Size of the IP packet in bytes. */
    int size;
    /** Where it is counted. */
    LineCounters counts;
    long number;
    List<FaultEffect> effects;
    /** When its last bit leaves the rate queue. */
    long departs;
    /** Delay added to {@code departs}. */
    long delay;
    /** When it is delivered. */
    long due;
    /** If held back: when it is delivered even if too few later packets have passed. */
    long heldUntil;
    /** If held back: it is delivered once this many packets of its flow have passed. */
    long heldUntilPassed;
    /** Whether it is held back now. */
    boolean held;

    void copy(byte[] from, int newLength) {
        if (bytes.length < newLength) {
            bytes = new byte[Math.max(LEAST_CAPACITY, newLength)];
        }
        System.arraycopy(from, 0, bytes, 0, newLength);
        length = newLength;
    }
}
