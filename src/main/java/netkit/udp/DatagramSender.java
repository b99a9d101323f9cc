package netkit.udp;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import netkit.net.Endpoint;

/**
 * A UDP socket that sends datagrams to one destination and receives replies. Its counters may be read by any thread.
 * <p>For one host the socket is connected, since only then the kernel passes on an ICMP port unreachable (RFC 1122
 * §4.1.3.3); it then receives only from that host's port.
 */
public final class DatagramSender implements Closeable {
    /** The kind of destination. */
    public sealed interface Reach {
        record OneHost() implements Reach {}

        record Broadcast() implements Reach {}

        /** @param ttl hop limit, 0 to 255; 0 stays on this machine, 1 on this network */
        record Multicast(int ttl) implements Reach {}
    }

    private final DatagramSocket socket;
    private final InetSocketAddress destination;
    private final Consumer<ReceivedDatagram> onReply;
    private final DatagramPacket packet = new DatagramPacket(new byte[0], 0);
    private final CountDownLatch unreachable = new CountDownLatch(1);
    private volatile long datagrams;
    private volatile long bytes;

    private DatagramSender(DatagramSocket socket, InetSocketAddress destination,
            Consumer<ReceivedDatagram> onReply) {
        this.socket = socket;
        this.destination = destination;
        this.onReply = onReply;
    }

    /**
     * Binds a socket, and connects it to a single host.
     *
     * @param source the address to send from; the wildcard address and port 0 let the system choose; for multicast its
     *        address also chooses the interface
     * @param onReply called, in a thread of its own, for each datagram received
     * @throws IllegalArgumentException if the reach does not match the destination
     * @throws BindException if the source is in use or requires privileges
     */
    public static DatagramSender open(InetSocketAddress destination, InetSocketAddress source, Reach reach,
            Consumer<ReceivedDatagram> onReply) throws IOException {
        boolean group = destination.getAddress().isMulticastAddress();
        if (group != reach instanceof Reach.Multicast) {
            throw new IllegalArgumentException(destination.getAddress().getHostAddress() + (group
                    ? " is a multicast group: add --multicast"
                    : " is not a multicast group: those are 224.0.0.0 to 239.255.255.255, and ff00::/8"));
        }
        if (source.getAddress().getClass() != destination.getAddress().getClass()) {
            throw new IllegalArgumentException("cannot send from " + Endpoint.of(source) + " to "
                    + Endpoint.of(destination) + ": one is IPv4, the other IPv6");
        }
        DatagramSocket socket = DatagramSockets.bind(source, DatagramSockets.Port.EXCLUSIVE);
        try {
            DatagramSender sender = new DatagramSender(socket, destination, onReply);
            if (reach instanceof Reach.OneHost) {
                sender.connect();
            } else {
                sender.packet.setSocketAddress(destination);
                socket.setBroadcast(reach instanceof Reach.Broadcast);
            }
            if (reach instanceof Reach.Multicast multicast) {
                socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, multicast.ttl);
                NetworkInterface through = DatagramSockets.interfaceOf(source.getAddress());
                if (through != null) {
                    socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, through);
                }
            }
            // not a virtual thread: to start the first of a process takes longer than to send a datagram
            Thread.ofPlatform().daemon().name("replies").start(sender::receiveReplies);
            return sender;
        } catch (IOException | IllegalArgumentException e) {
            socket.close();
            throw e;
        }
    }

    private void connect() throws IOException {
        try {
            socket.connect(destination);
        } catch (BindException e) {
            // EACCES: broadcasting requires SO_BROADCAST
            throw new IllegalArgumentException(
                    destination.getAddress().getHostAddress() + " is a broadcast address: add --broadcast");
        } catch (IOException e) {
            throw new IOException("cannot send to " + Endpoint.of(destination) + ": " + e.getMessage(), e);
        }
    }

    public Endpoint source() {
        return Endpoint.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    /** Returns the number of datagrams handed to the kernel. */
    public long datagrams() {
        return datagrams;
    }

    /** Returns the payload bytes handed to the kernel. */
    public long bytes() {
        return bytes;
    }

    /** Whether an ICMP port unreachable was received. */
    public boolean isUnreachable() {
        return unreachable.getCount() == 0;
    }

    /** @throws PortUnreachableException if an earlier datagram caused one; this datagram is not sent then */
    public void send(byte[] datagram) throws IOException {
        if (isUnreachable()) {
            throw new PortUnreachableException();
        }
        packet.setData(datagram);
        try {
            if (datagram.length == 0 && socket.isConnected()) {
                sendEmpty();
            } else {
                DatagramSockets.send(socket, packet);
            }
        } catch (PortUnreachableException e) {
            unreachable.countDown();
            throw e;
        } catch (IOException e) {
            throw new IOException("cannot send a datagram of " + datagram.length + " bytes to "
                    + Endpoint.of(destination) + ": " + e.getMessage(), e);
        }
        count(datagram.length);
    }

    /**
     * Sends an empty datagram from an unconnected socket that shares the port, since Java sends none from a connected
     * one. Replies arrive at the connected socket.
     */
    private void sendEmpty() throws IOException {
        socket.setReuseAddress(true);
        try (DatagramSocket unconnected = DatagramSockets.bind(
                (InetSocketAddress) socket.getLocalSocketAddress(),
                DatagramSockets.Port.SHARED)) {
            DatagramSockets.send(unconnected, new DatagramPacket(new byte[0], 0, destination));
        }
    }

    /** Called by the one sending thread. */
    private void count(int length) {
        datagrams++;
        bytes += length;
    }

    /**
     * Sends a run of numbered datagrams.
     *
     * @param size payload of each, bytes, at least {@link NumberedDatagram#HEADER_LENGTH}
     * @param perSecond datagrams a second; infinity for as fast as possible. A sender that falls behind catches up with a
     *        burst, so that the average rate holds
     * @param clock monotonic, nanoseconds since the Unix epoch
     */
    public void sendRun(int run, int count, int size, double perSecond, LongSupplier clock)
            throws IOException {
        byte[] datagram = new byte[size];
        long start = clock.getAsLong();
        for (int sequence = 0; sequence < count; sequence++) {
            long now = awaitTime(start + (long) (sequence * 1e9 / perSecond), clock);
            new NumberedDatagram(run, sequence, count, now).encode(datagram);
            send(datagram);
        }
    }

    /** @return the time then; earlier than due if the sender was interrupted or the port is unreachable */
    private long awaitTime(long due, LongSupplier clock) {
        long now = clock.getAsLong();
        while (now < due && !isUnreachable() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(due - now);
            now = clock.getAsLong();
        }
        return now;
    }

    private void receiveReplies() {
        byte[] buffer = new byte[DatagramListener.MAX_PAYLOAD + 1];
        try {
            while (true) {
                onReply.accept(DatagramSockets.receive(socket, buffer));
            }
        } catch (PortUnreachableException _) {
            unreachable.countDown();
        } catch (IOException _) {
            // closed
        }
    }

    /** Waits for an ICMP port unreachable; returns whether there was one. */
    public boolean awaitUnreachable(Duration atMost) throws InterruptedException {
        return unreachable.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        socket.close();
    }
}
