package netkit.lab.wire;

import java.util.List;

/** A packet on its way through a {@link WireLine}. Its object is used again for another one. */
final class WaitingPacket {
    private static final int LEAST_CAPACITY = 2_048;

    static final byte[] NONE = new byte[0];

    byte[] bytes = NONE;
    int length;
    /** Of the IP packet. */
    int size;
    long number;
    List<FaultEffect> effects;
    /** When the last of it is on the line. */
    long departs;
    /** What is added to that. */
    long delay;
    /** When it arrives. */
    long due;
    /** Of one that is held back: when it arrives even though too few have passed. */
    long heldUntil;
    /** Of one that is held back: when so many packets of its flow have passed. */
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
