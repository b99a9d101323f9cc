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
import java.util.Optional;

import netkit.net.Endpoint;
import netkit.net.PortHolder;
import netkit.net.SocketTap;
import netkit.net.TappedSockets;

/** Opens UDP sockets, writes to them and reads from them, and shows a {@link SocketTap} what passes. */
final class DatagramSockets {
    /** Whether several sockets may share the port; each then receives a copy of a multicast datagram. */
    enum Port {
        EXCLUSIVE, SHARED
    }

    private DatagramSockets() {}

    /** @throws BindException if the port is in use, or the address is not one of this machine's */
    static DatagramSocket bind(InetSocketAddress address, Port port) throws IOException {
        // a socket of the address's own family: Linux sends nothing from Java's usual dual-stack socket
        // when that is bound to an IPv4 multicast address
        DatagramSocket socket = DatagramChannel.open(address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6).socket();
        try {
            socket.setBroadcast(false); // Java's default is true
            socket.setReuseAddress(port == Port.SHARED);
            open(socket, address);
            return socket;
        } catch (BindException e) {
            socket.close();
            throw new BindException("cannot bind udp " + Endpoint.of(address) + ": "
                    + PortHolder.of(PortHolder.Protocol.UDP, address)
                            .map(holder -> holder + "; stop it, or choose another port")
                            .orElse(e.getMessage() + "; choose another port, or an address of this machine"));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void open(DatagramSocket socket, InetSocketAddress address) throws IOException {
        Optional<SocketTap> tap = TappedSockets.tap();
        if (tap.isPresent() && address.getPort() != 0) {
            tap.get().opening(SocketTap.Transport.UDP, address);
        }
        socket.bind(address);
        if (tap.isPresent() && address.getPort() == 0) {
            tap.get().opening(SocketTap.Transport.UDP, (InetSocketAddress) socket.getLocalSocketAddress());
        }
    }

    /** Sends a datagram to its address, or to the socket's peer. */
    static void send(DatagramSocket socket, DatagramPacket packet) throws IOException {
        Optional<SocketTap> tap = TappedSockets.tap();
        if (tap.isPresent()) { // before it is sent: otherwise the reply could be shown first
            show(tap.get(), SocketTap.End.LOCAL, socket, packet, packet.getLength());
        }
        socket.send(packet);
    }

    private static void show(SocketTap tap, SocketTap.End sender, DatagramSocket socket,
            DatagramPacket packet, int length) {
        InetSocketAddress peer = (InetSocketAddress) (socket.isConnected() ? socket.getRemoteSocketAddress()
                : packet.getSocketAddress());
        tap.datagram(sender, (InetSocketAddress) socket.getLocalSocketAddress(), peer, packet.getData(),
                packet.getOffset(), length);
    }

    /**
     * Returns the interface that has this address; null, which lets the kernel choose, for the wildcard address.
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
     * @param buffer one byte larger than the longest datagram to receive whole
     */
    static ReceivedDatagram receive(DatagramSocket socket, byte[] buffer) throws IOException {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        // the kernel silently cuts off what does not fit; the extra byte reveals it
        boolean truncated = packet.getLength() == buffer.length;
        int length = truncated ? buffer.length - 1 : packet.getLength();
        TappedSockets.tap().ifPresent(tap -> show(tap, SocketTap.End.PEER, socket, packet, length));
        return new ReceivedDatagram((InetSocketAddress) packet.getSocketAddress(), buffer, length, truncated);
    }
}
