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
 * Sends datagrams to one destination and hears what comes back. Its counters may be read by any thread.
 *
 * <p>To one host the socket is connected, for only then does the kernel pass on an ICMP "port unreachable" (RFC 1122
 * §4.1.3.3); it then takes datagrams from that host's port only.
 */
public final class DatagramSender implements Closeable {
    /** Whom the destination stands for. */
    public sealed interface Reach {
        record OneHost() implements Reach {}

        record Broadcast() implements Reach {}

        /** @param ttl how many hops it may take, 0 to 255; 0 stays on this machine, 1 on this network */
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
     * @param source where to send from, the address "any" and port 0 for what the system chooses; for multicast its
     *        address also chooses the interface
     * @param onReply told, by a thread of its own, of each datagram that comes back
     * @throws IllegalArgumentException when the reach does not fit the destination
     * @throws BindException when the source is taken or not ours to take
     */
    public static DatagramSender open(InetSocketAddress destination, InetSocketAddress source, Reach reach,
            Consumer<ReceivedDatagram> onReply) throws IOException {
        boolean group = destination.getAddress().isMulticastAddress();
        if (group != reach instanceof Reach.Multicast) {
            throw new IllegalArgumentException(destination.getAddress().getHostAddress() + (group
                    ? " is a multicast group: say --multicast"
                    : " is not a multicast group: those are 224.0.0.0 to 239.255.255.255, and ff00::/8"));
        }
        if (source.getAddress().getClass() != destination.getAddress().getClass()) {
            throw new IllegalArgumentException("cannot send from " + Endpoint.of(source) + " to "
                    + Endpoint.of(destination) + ": one is IPv4, the other IPv6");
        }
        DatagramSocket socket = DatagramSockets.bind(source, DatagramSockets.Port.EXCLUSIVE);
        try {
            DatagramSender sender = new DatagramSender(socket, destination, onReply);
            switch (reach) {
                case Reach.OneHost _ -> sender.connect();
                case Reach.Broadcast _ -> {
                    socket.setBroadcast(true);
                    sender.packet.setSocketAddress(destination);
                }
                case Reach.Multicast multicast -> {
                    socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, multicast.ttl);
                    NetworkInterface through = DatagramSockets.interfaceOf(source.getAddress());
                    if (through != null) {
                        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, through);
                    }
                    sender.packet.setSocketAddress(destination);
                }
            }
            Thread.ofVirtual().name("answers").start(sender::receiveReplies);
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
            // EACCES: the kernel lets only those broadcast who said that they mean to (SO_BROADCAST)
            throw new IllegalArgumentException(
                    destination.getAddress().getHostAddress() + " is a broadcast address: say --broadcast");
        } catch (IOException e) {
            throw new IOException("cannot send to " + Endpoint.of(destination) + ": " + e.getMessage(), e);
        }
    }

    public Endpoint source() {
        return Endpoint.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    /** Datagrams handed to the kernel. */
    public long datagrams() {
        return datagrams;
    }

    /** Bytes of payload handed to the kernel. */
    public long bytes() {
        return bytes;
    }

    /** Whether an ICMP port unreachable has come back. */
    public boolean isUnreachable() {
        return unreachable.getCount() == 0;
    }

    /** @throws PortUnreachableException when one came back for an earlier datagram; this one is not sent then */
    public void send(byte[] datagram) throws IOException {
        if (isUnreachable()) {
            throw new PortUnreachableException();
        }
        packet.setData(datagram);
        try {
            if (datagram.length == 0 && socket.isConnected()) {
                sendEmpty();
            } else {
                socket.send(packet);
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
     * Java sends nothing at all when a connected socket is to send an empty datagram, so an unconnected one that
     * shares the port does it; what comes back finds the connected one.
     */
    private void sendEmpty() throws IOException {
        socket.setReuseAddress(true);
        try (DatagramSocket unconnected = DatagramSockets.bind(
                (InetSocketAddress) socket.getLocalSocketAddress(),
                DatagramSockets.Port.SHARED)) {
            unconnected.send(new DatagramPacket(new byte[0], 0, destination));
        }
    }

    /** Only one thread sends. */
    private void count(int length) {
        datagrams++;
        bytes += length;
    }

    /**
     * Sends a run of numbered datagrams.
     *
     * @param size bytes of payload each, at least {@link NumberedDatagram#HEADER_LENGTH}
     * @param perSecond how many a second; infinity for as fast as it goes. When the machine falls behind, a burst
     *        catches up, so that the rate holds on the whole
     * @param clock nanoseconds since the Unix epoch, never going back
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

    /** @return the time it is then; earlier than due when there is a reason not to send at all, which sending tells */
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
            // Closed: nobody wants to hear any more.
        }
    }

    /** Waits for an ICMP port unreachable; true when there is one. */
    public boolean awaitUnreachable(Duration atMost) throws InterruptedException {
        return unreachable.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        socket.close();
    }
}
