package netkit.lab.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A port that reads and writes IP packets: a TUN device of this process (the kernel's networking/tuntap.rst). */
public final class Tun implements PacketPort {
    private static final String DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454ca;
    private static final int IFF_TUN = 1;
    private static final int IFF_NO_PI = 0x1000; // no four-byte packet information header
    /** With the default of 500, about a tenth of the packets is silently dropped at full speed. */
    private static final int TRANSMIT_QUEUE = 10_000;

    private final NetworkNamespace host;
    private final String name;
    private final Descriptor device;

    private Tun(NetworkNamespace host, String name, Descriptor device) {
        this.host = host;
        this.name = name;
        this.device = device;
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
    public int descriptor() {
        return device.number();
    }

    @Override
    public FrameFormat frameFormat() {
        return FrameFormat.RAW;
    }

    @Override
    public int read(MemorySegment buffer) throws IOException {
        int length = device.read(buffer);
        if (length >= 0) {
            return length;
        }
        if (length == -Errno.EAGAIN.number()) {
            return 0;
        }
        throw device.failed("read from", length);
    }

    @Override
    public boolean write(MemorySegment packet, long length) throws IOException {
        int written = device.write(packet, length);
        if (written >= 0) {
            return true;
        }
        return switch (Errno.of(-written).orElse(null)) {
            case EAGAIN, ENOMEM, ENOBUFS, EIO, EINVAL -> false; // EIO: the interface is down
            case null, default -> throw device.failed("write to", written);
        };
    }

    @Override
    public long lost() throws IOException {
        return host.netlink().link(name).statistics().sentDropped();
    }

    @Override
    public void close() {
        device.close();
    }
}
