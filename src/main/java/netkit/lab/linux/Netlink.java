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

import netkit.packet.MacAddress;

/**
 * The interfaces, addresses and routes of one network namespace, through an rtnetlink(7) socket. Threads of any
 * namespace can use it. A change is in effect when the method returns; if the kernel refuses it, the method throws a
 * {@link LinuxException} with the kernel's message, if there is one.
 */
public final class Netlink implements Closeable {
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MAX_DATAGRAM = 1 << 16; // the kernel sends at most 32 KiB
    private static final int MAX_ATTEMPTS = 10;
    private static final long ADDRESS_TIMEOUT_NANOS = 10_000_000_000L;
    private static final long POLL_INTERVAL_NANOS = 200_000;

    private final Descriptor socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(MAX_DATAGRAM);
    private int sequence;

    private Netlink(Descriptor socket) {
        this.socket = socket;
    }

    /** Opens a socket for the calling thread's network namespace. */
    static Netlink open() throws IOException {
        Descriptor socket = Descriptor.socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, NETLINK_ROUTE,
                "netlink");
        MemorySegment yes = Arena.ofAuto().allocateFrom(JAVA_INT, 1);
        // these only improve messages, so a refusal by an old kernel is ignored
        SocketCalls.setsockopt(socket.number(), SOL_NETLINK, NETLINK_CAP_ACK, yes);
        SocketCalls.setsockopt(socket.number(), SOL_NETLINK, NETLINK_EXT_ACK, yes);
        return new Netlink(socket);
    }

    /** Returns all interfaces, up or down. */
    public List<KernelInterface> links() throws IOException {
        return request(LinkRequests.list()).stream().map(KernelInterface::decode).toList();
    }

    /** Returns the current state of the interface with this name. */
    public KernelInterface link(String name) throws IOException {
        return KernelInterface.decode(request(LinkRequests.get(name)).getFirst());
    }

    public void up(String name) throws IOException {
        request(LinkRequests.up(name));
    }

    public void delete(String name) throws IOException {
        request(LinkRequests.delete(name));
    }

    /** @param bytes maximum length of an IP packet; at most 65521 for a TAP device, 65535 for a veth */
    public void setMtu(String name, int bytes) throws IOException {
        request(LinkRequests.mtu(name, bytes));
    }

    /** Sets the hardware address. */
    public void setHardwareAddress(String name, MacAddress address) throws IOException {
        request(LinkRequests.hardwareAddress(name, address));
    }

    /** Sets the length of the transmit queue; unlike SIOCSIFTXQLEN, this also works in a user namespace. */
    public void setTransmitQueue(String name, int packets) throws IOException {
        request(LinkRequests.transmitQueue(name, packets));
    }

    /** Creates a veth pair: one end in this namespace, the peer in another. Deleting one end deletes both. */
    public void addVeth(String name, NetworkNamespace other, String otherName, MacAddress otherAddress,
            int mtu)
            throws IOException {
        request(LinkRequests.veth(name, other.descriptor(), otherName, otherAddress, mtu));
    }

    /**
     * Adds an address to an interface that is up, without duplicate address detection, so that the address is usable
     * when this method returns.
     */
    public void addAddress(String name, InetAddress address, int prefixLength) throws IOException {
        KernelInterface link = link(name);
        if (!link.isUp()) {
            throw new IOException("cannot add an address to " + name + " because the interface is down");
        }
        request(LinkRequests.address(link, address, prefixLength));
        // a kernel worker activates a new IPv6 address asynchronously
        long deadline = System.nanoTime() + ADDRESS_TIMEOUT_NANOS;
        while (!isLocal(address)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the address " + address.getHostAddress() + " was added to " + name
                        + " but is still not active");
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

    /** Disables offloads, so that the frames of the interface have their checksums and do not exceed the MTU. */
    public void switchOffloadsOff(String name) throws IOException {
        Offload.switchAllOff(socket, name);
    }

    /** Sends a request, and returns the kernel's replies without the final status message. */
    private synchronized List<NetlinkReply> request(NetlinkRequest request) throws IOException {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            List<NetlinkReply> replies = requestOnce(request);
            if (replies.stream().noneMatch(NetlinkReply::isInterrupted)) {
                return replies.subList(0, replies.size() - 1);
            }
        }
        throw new IOException(
                request.what() + ": the list changed during each of " + MAX_ATTEMPTS
                        + " attempts to read it");
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
                if (reply.sequence() == sequence) { // not a late reply to an earlier request
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
