package netkit.lab.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A port below IP: an interface whose other side is this process (Linux's networking/tuntap.rst). */
public final class Tun implements Port {
    private static final String DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454ca;
    private static final int IFF_TUN = 1;
    private static final int IFF_NO_PI = 0x1000; // packets come without four bytes of their own before them
    /** With the usual 500, about a tenth is lost without a word at full speed. */
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
     * Makes the interface, still down and without addresses. Call it on a thread of that host's namespace.
     *
     * @param host stays open at least as long as the port
     * @param mtu  68 to 65521 bytes
     */
    public static Tun open(NetworkNamespace host, String name, int mtu) throws IOException {
        Descriptor device = Descriptor.open(DEVICE, FileCalls.O_RDWR | FileCalls.O_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = InterfaceRequest.withFlags(arena, name, IFF_TUN | IFF_NO_PI);
            LinuxException.check(FileCalls.ioctl(device.number(), TUNSETIFF, request),
                    "make the interface " + name + " (TUNSETIFF) with", DEVICE);
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
