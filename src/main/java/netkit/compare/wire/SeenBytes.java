package netkit.compare.wire;

import java.util.List;

/** Bytes that go from the sender's host to the receiver's in packets: a TCP stream, or a UDP datagram. */
interface SeenBytes {
    /** These came out of the wire as they were sent. */
    void arrived(long from, long to, long at);

    /** A packet with these did not. */
    void lost(long from, long to, String cause);

    /** The messages that have some of these bytes. */
    List<Integer> messages(long from, long to);
}
