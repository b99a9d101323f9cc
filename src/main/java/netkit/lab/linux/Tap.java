package netkit.lab.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import netkit.packet.MacAddress;

/**
 * A port that is a TAP device of this process (the kernel's networking/tuntap.rst). Without IFF_VNET_HDR the kernel offers
 * no offloads on it: every frame that is read has its checksums and is no longer than the MTU allows.
 */
public final class Tap extends PacketPort {
    private static final String DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454ca;
    private static final int IFF_TAP = 2;
    private static final int IFF_NO_PI = 0x1000; // no four-byte packet information header
    /** With the default of 1000, packets are silently dropped at full speed. */
    private static final int TRANSMIT_QUEUE = 10_000;

    private final NetworkNamespace host;
    private final String name;

    private Tap(NetworkNamespace host, String name, Descriptor device) {
        super(device);
        this.host = host;
        this.name = name;
    }

    /**
     * Creates the interface, down and without IP addresses. Call this on a thread of the host's namespace, which must stay
     * open at least as long as the port.
     *
     * @param address the hardware address of the interface
     * @param mtu MTU without the Ethernet header, 68 to 65521 bytes
     */
    public static Tap open(NetworkNamespace host, String name, MacAddress address, int mtu)
            throws IOException {
        Descriptor device = Descriptor.open(DEVICE, FileCalls.O_RDWR | FileCalls.O_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = InterfaceRequest.withFlags(arena, name, IFF_TAP | IFF_NO_PI);
            LinuxException.check(FileCalls.ioctl(device.number(), TUNSETIFF, request),
                    "create the interface " + name + " (TUNSETIFF) with", DEVICE);
            host.netlink().setHardwareAddress(name, address);
            host.netlink().setMtu(name, mtu);
            host.netlink().setTransmitQueue(name, TRANSMIT_QUEUE);
            return new Tap(host, name, device);
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    @Override
    public long lost() throws IOException {
        return host.netlink().link(name).sentDropped();
    }
}
