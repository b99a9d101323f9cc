package netkit.lab.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import netkit.packet.LinkType;

/** A port that reads and writes IP packets: a TUN device of this process (the kernel's networking/tuntap.rst). */
public final class Tun extends PacketPort {
    private static final String DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454ca;
    private static final int IFF_TUN = 1;
    private static final int IFF_NO_PI = 0x1000; // no four-byte packet information header
    /** With the default of 500, about a tenth of the packets is silently dropped at full speed. */
    private static final int TRANSMIT_QUEUE = 10_000;

    private final NetworkNamespace host;
    private final String name;

    private Tun(NetworkNamespace host, String name, Descriptor device) {
        super(device);
        this.host = host;
        this.name = name;
    }

    /**
     * Creates the interface, down and without addresses. Call this on a thread of the host's namespace, which must stay
     * open at least as long as the port.
     *
     * @param mtu MTU, 68 to 65521 bytes
     */
    public static Tun open(NetworkNamespace host, String name, int mtu) throws IOException {
        Descriptor device = Descriptor.open(DEVICE, FileCalls.O_RDWR | FileCalls.O_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = InterfaceRequest.withFlags(arena, name, IFF_TUN | IFF_NO_PI);
            LinuxException.check(FileCalls.ioctl(device.number(), TUNSETIFF, request),
                    "create the interface " + name + " (TUNSETIFF) with", DEVICE);
            host.netlink().setMtu(name, mtu);
            host.netlink().setTransmitQueue(name, TRANSMIT_QUEUE);
            return new Tun(host, name, device);
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    @Override
    public LinkType linkType() {
        return LinkType.RAW_IP;
    }

    @Override
    public long lost() throws IOException {
        return host.netlink().link(name).sentDropped();
    }
}
