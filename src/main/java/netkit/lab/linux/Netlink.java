package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The interfaces, addresses and routes of one network namespace, through a routing socket (rtnetlink(7)). Any thread
 * may use it, wherever that thread lives. Changes are in force when a method returns; one that the kernel refuses is a
 * {@link LinuxException} with the kernel's own words where it has some.
 */
public final class Netlink implements Closeable {
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MAX_DATAGRAM = 1 << 16; // the kernel makes none above 32 KiB
    private static final int MAX_ATTEMPTS = 10;
    private static final long ADDRESS_TIMEOUT_NANOS = 10_000_000_000L;
    private static final long POLL_INTERVAL_NANOS = 200_000;

    private final Descriptor socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(MAX_DATAGRAM);
    private int sequence;

    private Netlink(Descriptor socket) {
        this.socket = socket;
    }

    /** For the network namespace in which the calling thread is. */
    static Netlink open() throws IOException {
        Descriptor socket = Descriptor.socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, NETLINK_ROUTE,
                "netlink");
        MemorySegment yes = Arena.ofAuto().allocateFrom(JAVA_INT, 1);
        // only for better messages, so an old kernel may refuse
        SocketCalls.setsockopt(socket.number(), SOL_NETLINK, NETLINK_CAP_ACK, yes);
        SocketCalls.setsockopt(socket.number(), SOL_NETLINK, NETLINK_EXT_ACK, yes);
        return new Netlink(socket);
    }

    /** All interfaces, up or down. */
    public List<KernelInterface> links() throws IOException {
        return request(LinkRequests.list()).stream().map(KernelInterface::decode).toList();
    }

    /** The interface of that name, as it is now. */
    public KernelInterface link(String name) throws IOException {
        return KernelInterface.decode(request(LinkRequests.get(name)).getFirst());
    }

    public void up(String name) throws IOException {
        request(LinkRequests.upOrDown(name, true));
    }

    public void down(String name) throws IOException {
        request(LinkRequests.upOrDown(name, false));
    }

    /** @param to at most 15 characters */
    public void rename(String from, String to) throws IOException {
        request(LinkRequests.rename(link(from), to));
    }

    public void delete(String name) throws IOException {
        request(LinkRequests.delete(name));
    }

    /** @param bytes the longest IP packet; a TUN takes up to 65521, a veth up to 65535 */
    public void setMtu(String name, int bytes) throws IOException {
        request(LinkRequests.mtu(name, bytes));
    }

    /** Unlike SIOCSIFTXQLEN this may be set in a user namespace too. */
    public void setTransmitQueue(String name, int packets) throws IOException {
        request(LinkRequests.transmitQueue(name, packets));
    }

    /** @param address six bytes for Ethernet */
    public void setHardwareAddress(String name, byte[] address) throws IOException {
        request(LinkRequests.hardwareAddress(name, address));
    }

    /** Makes a cable: one end here, the other born in another namespace. Deleting one end deletes both. */
    public void addVeth(String name, NetworkNamespace other, String otherName, byte[] otherAddress, int mtu)
            throws IOException {
        request(LinkRequests.veth(name, other.descriptor(), otherName, otherAddress, mtu));
    }

    /**
     * Gives the interface, which must be up, an address that is usable when this returns: without duplicate address
     * detection.
     */
    public void addAddress(String name, InetAddress address, int prefixLength) throws IOException {
        KernelInterface link = link(name);
        if (!link.isUp()) {
            throw new IOException("give " + name + " its address once it is up, so that it can be in force");
        }
        request(LinkRequests.address(link, address, prefixLength));
        // the kernel replies for a new IPv6 address only when a worker of its own got round to it
        long deadline = System.nanoTime() + ADDRESS_TIMEOUT_NANOS;
        while (!isLocal(address)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the address " + address.getHostAddress() + " of " + name
                        + " was taken, but is still not in force");
            }
            LockSupport.parkNanos(POLL_INTERVAL_NANOS);
        }
    }

    private boolean isLocal(InetAddress address) throws IOException {
        try {
            return LinkRequests.isLocal(request(LinkRequests.lookUpRoute(address)).getFirst());
        } catch (LinuxException e) {
            if (e.is(Errno.ENETUNREACH) || e.is(Errno.EHOSTUNREACH)) {
                return false;
            }
            throw e;
        }
    }

    /** Sends all of that prefix directly out of the interface, which must be up. */
    public void addRoute(InetAddress destination, int prefixLength, String name) throws IOException {
        request(LinkRequests.route(link(name), destination, prefixLength));
    }

    /** Makes the interface send frames as a real wire carries them: checksums filled in, and no longer than the MTU. */
    public void switchOffloadsOff(String name) throws IOException {
        Offload.switchAllOff(socket, name);
    }

    /** What the kernel replies, without the message that ends it. */
    private synchronized List<NetlinkReply> request(NetlinkRequest request) throws IOException {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            List<NetlinkReply> replies = requestOnce(request);
            if (replies.stream().noneMatch(NetlinkReply::isInterrupted)) {
                return replies.subList(0, replies.size() - 1);
            }
        }
        throw new IOException(
                request.what() + ": they changed each of the " + MAX_ATTEMPTS + " times they were read");
    }

    private List<NetlinkReply> requestOnce(NetlinkRequest request) throws IOException {
        sequence++;
        byte[] message = request.encode(sequence);
        MemorySegment.copy(message, 0, buffer, JAVA_BYTE, 0, message.length);
        LinuxException.check(socket.write(buffer, message.length), request.what() + " through",
                socket.name());
        List<NetlinkReply> replies = new ArrayList<>();
        while (replies.isEmpty() || !replies.getLast().isEnd()) {
            for (NetlinkReply reply : receive(request)) {
                if (reply.sequence() == sequence) { // not the rest of a request that was given up
                    replies.add(reply);
                }
            }
        }
        NetlinkReply end = replies.getLast();
        if (end.errno() != 0) {
            throw new LinuxException(request.what(), end.errno(), end.text());
        }
        return replies;
    }

    private List<NetlinkReply> receive(NetlinkRequest request) throws IOException {
        int length = LinuxException.check(socket.read(buffer), request.what() + " through", socket.name());
        return NetlinkReply.decode(buffer.asSlice(0, length).toArray(JAVA_BYTE));
    }

    @Override
    public void close() {
        socket.close();
    }
}
