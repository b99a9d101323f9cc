package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

import netkit.packet.MacAddress;

/** A port that is the wire's end of a veth(4) pair, with a packet(7) socket. */
public final class PacketSocket extends PacketPort {
    private static final int SOL_PACKET = 263;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final short ETH_P_ALL = Short.reverseBytes((short) 3); // in network byte order

    private final NetworkNamespace wire;
    private final String wireEnd;
    private final NetworkNamespace host;
    private final String hostEnd;
    private final Descriptor socket;
    private final PacketRing ring;
    private boolean wasEmpty;
    private long ringDrops;
    /** Frames that the kernel counts as dropped but has also refused to take from {@link #write}. */
    private final AtomicLong reportedDrops = new AtomicLong();

    private PacketSocket(NetworkNamespace wire, String wireEnd, NetworkNamespace host, String hostEnd,
            Descriptor socket, PacketRing ring) {
        super(socket);
        this.wire = wire;
        this.wireEnd = wireEnd;
        this.host = host;
        this.hostEnd = hostEnd;
        this.socket = socket;
        this.ring = ring;
    }

    /**
     * Creates the veth pair; the host's end is down and without addresses. Call this on a thread of the namespace
     * {@code wire}. Both namespaces must stay open at least as long as the port.
     *
     * @param address the hardware address of the host's end
     * @param mtu     MTU without the Ethernet header, 68 to 65535 bytes
     */
    public static PacketSocket open(NetworkNamespace wire, String wireEnd, NetworkNamespace host,
            String hostEnd, MacAddress address, int mtu) throws IOException {
        wire.netlink().addVeth(wireEnd, host, hostEnd, address, mtu);
        try {
            host.netlink().switchOffloadsOff(hostEnd);
            disableIpv6(wireEnd);
            wire.netlink().up(wireEnd);
            // protocol 0: receives nothing before it is bound to the interface
            Descriptor socket = Descriptor.socket(SocketCalls.AF_PACKET,
                    SocketCalls.SOCK_RAW | SocketCalls.SOCK_NONBLOCK, 0, "packet socket of " + wireEnd);
            try {
                return new PacketSocket(wire, wireEnd, host, hostEnd, socket,
                        listen(socket, wire.netlink().link(wireEnd), mtu));
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            wire.netlink().delete(wireEnd);
            throw e;
        }
    }

    /** Disables IPv6 on the wire's end, so that the kernel sends no packets of its own to the host. */
    private static void disableIpv6(String wireEnd) throws IOException {
        try {
            Sysctl.set("net/ipv6/conf/" + wireEnd + "/disable_ipv6", "1");
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT)) { // a kernel without IPv6
                throw e;
            }
        }
    }

    private static PacketRing listen(Descriptor socket, KernelInterface end, int mtu) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            set(socket, PACKET_IGNORE_OUTGOING, "PACKET_IGNORE_OUTGOING", arena.allocateFrom(JAVA_INT, 1));
            // the queue of an interface becomes active only after the interface, and drops earlier frames
            set(socket, PACKET_QDISC_BYPASS, "PACKET_QDISC_BYPASS", arena.allocateFrom(JAVA_INT, 1));
            PacketRing ring = PacketRing.open(socket, mtu);
            // struct sockaddr_ll: family, protocol, interface, and fields not needed here
            MemorySegment address = arena.allocate(20, JAVA_INT.byteAlignment());
            address.set(JAVA_SHORT, 0, (short) SocketCalls.AF_PACKET);
            address.set(JAVA_SHORT, 2, ETH_P_ALL);
            address.set(JAVA_INT, 4, end.index());
            int bound = SocketCalls.bind(socket.number(), address);
            if (bound < 0) {
                ring.close();
                throw socket.failed("bind", bound);
            }
            return ring;
        }
    }

    static void set(Descriptor socket, int option, String name, MemorySegment value) throws IOException {
        LinuxException.check(SocketCalls.setsockopt(socket.number(), SOL_PACKET, option, value),
                "setsockopt " + name + " of", socket.name());
    }

    @Override
    public int read(MemorySegment buffer) throws IOException {
        int length = ring.read(buffer);
        if (length == 0 && wasEmpty) {
            super.read(buffer); // fails if the interface is gone: the ring does not report it, nor does poll wait then
        }
        wasEmpty = length == 0;
        return length;
    }

    @Override
    void refusedForLackOfBuffers() {
        reportedDrops.incrementAndGet();
    }

    @Override
    public synchronized long lost() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // struct tpacket_stats: packets, drops; reading resets them
            MemorySegment counts = arena.allocate(JAVA_INT, 2);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) counts.byteSize());
            LinuxException.check(
                    SocketCalls.getsockopt(socket.number(), SOL_PACKET, PACKET_STATISTICS, counts, length),
                    "getsockopt PACKET_STATISTICS of", socket.name());
            ringDrops += Integer.toUnsignedLong(counts.getAtIndex(JAVA_INT, 1));
        }
        return ringDrops + wire.netlink().link(wireEnd).sentDropped() - reportedDrops.get()
                + host.netlink().link(hostEnd).sentDropped();
    }

    @Override
    public void close() {
        ring.close();
        super.close();
        try {
            wire.netlink().delete(wireEnd);
        } catch (IOException _) {
            // a program in the host has deleted its end, and thereby this one
        }
    }
}
