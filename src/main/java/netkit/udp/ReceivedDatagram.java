package netkit.udp;

import java.net.InetSocketAddress;

/**
 * A datagram received from a socket.
 *
 * @param bytes the payload is the first {@code length} of these; the array is reused for the next datagram
 * @param truncated whether the datagram was longer than the buffer and its end is lost
 */
public record ReceivedDatagram(InetSocketAddress sender, byte[] bytes, int length, boolean truncated) {}
