package netkit.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

import netkit.net.Endpoint;

/** How netkit opens UDP sockets and reads from them. */
final class DatagramSockets {
    /** Whether several sockets of this machine may share the port; each then gets a copy of a multicast datagram. */
    enum Port {
        EXCLUSIVE, SHARED
    }

    private DatagramSockets() {}

    /** @throws BindException when the port is taken, or the address is not one of this machine's */
    static DatagramSocket bind(InetSocketAddress address, Port port) throws IOException {
        // IPv4 has a socket of its own: Java's usual one is for both, and Linux lets such a socket send nothing
        // when it is bound to an IPv4 multicast address.
        DatagramSocket socket = DatagramChannel.open(address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6).socket();
        try {
            socket.setBroadcast(false); // Java's default is true
            socket.setReuseAddress(port == Port.SHARED);
            socket.bind(address);
            return socket;
        } catch (BindException e) {
            socket.close();
            throw new BindException("cannot bind udp " + Endpoint.of(address) + ": " + e.getMessage()
                    + "; choose another port, or an address of this machine");
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * The interface that has this address.
     *
     * @return null, which for the kernel means that it chooses, when the address is the one for "any"
     */
    static NetworkInterface interfaceOf(InetAddress address) throws IOException {
        if (address.isAnyLocalAddress()) {
            return null;
        }
        NetworkInterface found = NetworkInterface.getByInetAddress(address);
        if (found == null) {
            throw new BindException(
                    "no interface of this machine has the address " + address.getHostAddress());
        }
        return found;
    }

    /**
     * Waits for a datagram.
     *
     * @param buffer one byte larger than the longest datagram that shall be taken whole
     */
    static ReceivedDatagram receive(DatagramSocket socket, byte[] buffer) throws IOException {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        // The kernel drops what does not fit without a word; only the extra byte gives it away.
        boolean truncated = packet.getLength() == buffer.length;
        return new ReceivedDatagram((InetSocketAddress) packet.getSocketAddress(), buffer,
                truncated ? buffer.length - 1 : packet.getLength(), truncated);
    }
}
