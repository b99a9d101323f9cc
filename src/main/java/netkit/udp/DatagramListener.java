package netkit.udp;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import netkit.net.Endpoint;

/** A UDP socket that takes datagrams from anyone. */
public final class DatagramListener implements Closeable {
    /** The most an IPv4 datagram can carry: 65,535 less the headers of IP (20) and UDP (8). RFC 768, RFC 791 §3.1. */
    public static final int MAX_PAYLOAD = 65_507;

    private static final Path TABLE_OF_IPV4 = Path.of("/proc/net/udp");
    private static final Path TABLE_OF_IPV6 = Path.of("/proc/net/udp6");

    private final DatagramSocket socket;
    private final byte[] buffer;

    private DatagramListener(DatagramSocket socket, int longest) {
        this.socket = socket;
        this.buffer = new byte[longest + 1];
    }

    /**
     * @param group a multicast group to join, on the interface that has the endpoint's address; only what is sent to
     *        the group arrives then
     * @param longest the longest datagram to take whole, bytes
     * @param receiveBuffer how many bytes the kernel may keep for us until we read them; else its default
     * @throws java.net.BindException when the port is taken or not ours to take
     */
    public static DatagramListener open(Endpoint endpoint, Optional<InetAddress> group, int longest,
            OptionalInt receiveBuffer) throws IOException {
        InetSocketAddress address = endpoint.resolve();
        DatagramSocket socket = group.isPresent()
                ? DatagramSockets.bind(new InetSocketAddress(group.get(), endpoint.port()),
                        DatagramSockets.Port.SHARED)
                : DatagramSockets.bind(address, DatagramSockets.Port.EXCLUSIVE);
        try {
            if (receiveBuffer.isPresent()) {
                socket.setReceiveBufferSize(receiveBuffer.getAsInt());
            }
            if (group.isPresent()) {
                socket.joinGroup(new InetSocketAddress(group.get(), 0),
                        DatagramSockets.interfaceOf(address.getAddress()));
            }
            return new DatagramListener(socket, longest);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The address really bound, with the port the system chose when 0 was asked for. */
    public Endpoint endpoint() {
        return Endpoint.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    /** How many bytes the kernel keeps for us until we read them. */
    public int receiveBuffer() throws IOException {
        return socket.getReceiveBufferSize();
    }

    /** Waits for the next datagram; its bytes are good until the next call. */
    public ReceivedDatagram receive() throws IOException {
        return DatagramSockets.receive(socket, buffer);
    }

    /** Sends a datagram back to where it came from. */
    public void echo(ReceivedDatagram datagram) throws IOException {
        socket.send(new DatagramPacket(datagram.bytes(), datagram.length(), datagram.sender()));
    }

    /**
     * How many datagrams reached this socket and were thrown away by the kernel, mostly since the receive buffer was
     * full; empty when the kernel does not tell.
     */
    public OptionalLong drops() throws IOException {
        // Only its own family's: in the other there may be somebody else's socket with the same port.
        Path table = socket.getLocalAddress() instanceof Inet6Address ? TABLE_OF_IPV6 : TABLE_OF_IPV4;
        return Files.isReadable(table)
                ? ProcNetUdp.drops(Files.readAllLines(table), socket.getLocalPort())
                : OptionalLong.empty();
    }

    @Override
    public void close() {
        socket.close();
    }
}
