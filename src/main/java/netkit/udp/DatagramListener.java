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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import netkit.net.Endpoint;

/** A UDP socket that receives datagrams from any sender. */
public final class DatagramListener implements Closeable {
    /** Largest payload of an IPv4 datagram, bytes: 65,535 less the headers of IP (20) and UDP (8). RFC 768, RFC 791 §3.1. */
    public static final int MAX_PAYLOAD = 65_507;

    private static final Path PROC_NET = Path.of("/proc/net");

    private final DatagramSocket socket;
    private final byte[] buffer;
    /** The kernel's counters when the socket was opened. */
    private final Optional<ProcNetUdp.Errors> errorsBefore;

    private DatagramListener(DatagramSocket socket, int longest) throws IOException {
        this.socket = socket;
        this.buffer = new byte[longest + 1];
        this.errorsBefore = errors();
    }

    /**
     * Binds a socket.
     *
     * @param group a multicast group to join, on the interface that has the endpoint's address; only what is sent to
     *        the group is received then
     * @param longest the longest datagram to receive whole, bytes
     * @param receiveBuffer size of the kernel's receive buffer, bytes; if empty, the system's default
     * @throws java.net.BindException if the port is in use or requires privileges
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

    /** Returns the bound address, with the port that the system chose if 0 was requested. */
    public Endpoint endpoint() {
        return Endpoint.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    /** Returns the size of the kernel's receive buffer, bytes. */
    public int receiveBuffer() throws IOException {
        return socket.getReceiveBufferSize();
    }

    /** Waits for the next datagram, whose bytes are valid until the next call. */
    public ReceivedDatagram receive() throws IOException {
        return DatagramSockets.receive(socket, buffer);
    }

    /** Sends a datagram back to its sender. */
    public void echo(ReceivedDatagram datagram) throws IOException {
        DatagramSockets.send(socket,
                new DatagramPacket(datagram.bytes(), datagram.length(), datagram.sender()));
    }

    /** Returns the datagrams for this socket that the kernel dropped; empty if the kernel does not count them. */
    public Optional<KernelDrops> drops() throws IOException {
        OptionalLong datagrams = ProcNetUdp.drops(table("udp"), socket.getLocalPort());
        if (datagrams.isEmpty()) {
            return Optional.empty();
        }
        Optional<ProcNetUdp.Errors> errors = errors();
        return Optional.of(errors.isPresent() && errorsBefore.isPresent()
                ? KernelDrops.of(datagrams.getAsLong(), errors.get().since(errorsBefore.get()))
                : new KernelDrops(datagrams.getAsLong(), OptionalLong.empty()));
    }

    private Optional<ProcNetUdp.Errors> errors() throws IOException {
        return isIpv6() ? ProcNetUdp.errors6(table("snmp")) : ProcNetUdp.errors(table("snmp"));
    }

    private boolean isIpv6() {
        return socket.getLocalAddress() instanceof Inet6Address;
    }

    /**
     * Reads a table of the socket's own address family only: another program's socket of the other family may have the
     * same port.
     *
     * @return an empty list if there is none
     */
    private List<String> table(String name) throws IOException {
        Path table = PROC_NET.resolve(isIpv6() ? name + "6" : name);
        return Files.isReadable(table) ? Files.readAllLines(table) : List.of();
    }

    @Override
    public void close() {
        socket.close();
    }
}
