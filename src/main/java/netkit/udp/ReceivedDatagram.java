package netkit.udp;

import java.net.InetSocketAddress;

/**
 * A datagram as it came out of the socket.
 *
 * @param bytes its payload is the first {@code length} of these; the array is used again for the next datagram
 * @param truncated whether the datagram was longer than the buffer, and what did not fit is lost
 */
public record ReceivedDatagram(InetSocketAddress sender, byte[] bytes, int length, boolean truncated) {}
