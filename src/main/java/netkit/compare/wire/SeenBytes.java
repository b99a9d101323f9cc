package netkit.compare.wire;

import java.util.List;

/** Observed bytes from the sender's host to the receiver's: a TCP stream, or a UDP datagram. */
interface SeenBytes {
    /** These bytes arrived undamaged. */
    void arrived(long from, long to, long at);

    /** A packet with these bytes was lost or damaged. */
    void lost(long from, long to, String cause);

    /** Returns the messages that contain some of these bytes. */
    List<Integer> messages(long from, long to);
}
