package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The wire's end of a host's interface: reading returns the Ethernet frames that the host sends, without preamble and frame
 * check sequence, and the host receives the frames that are written. Neither blocks. One thread may read while any number of threads write; each write is one
 * whole frame. It must be closed only when no thread uses it.
 */
public abstract sealed class PacketPort implements Closeable permits Tap, PacketSocket {
    private final Descriptor descriptor;

    PacketPort(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Returns the descriptor for a {@link Poller} to wait until there is a packet to read. */
    public final int descriptor() {
        return descriptor.number();
    }

    /**
     * Reads a packet.
     *
     * @param buffer off-heap buffer for the MTU and an Ethernet header; a longer packet is truncated
     * @return the length of the packet, or 0 if there is none
     */
    public int read(MemorySegment buffer) throws IOException {
        int length = descriptor.read(buffer);
        if (length < 0 && length != -Errno.EAGAIN.number()) {
            throw descriptor.failed("read from", length);
        }
        return Math.max(0, length);
    }

    /**
     * Writes a packet.
     *
     * @param packet off-heap buffer that starts with the packet
     * @param length length of the packet in bytes
     * @return false if the kernel refused the packet, because the interface is down or the packet is too long or
     *         invalid
     */
    public final boolean write(MemorySegment packet, long length) throws IOException {
        int written = descriptor.write(packet, length);
        if (written >= 0) {
            return true;
        }
        return switch (Errno.of(-written).orElse(null)) {
            case ENOBUFS -> {
                refusedForLackOfBuffers();
                yield false;
            }
            case EAGAIN, ENOMEM, EINVAL, EMSGSIZE, ENETDOWN, EIO -> false; // EIO: a TAP device that is down
            case null, default -> throw descriptor.failed("write to", written);
        };
    }

    /** Called when {@link #write} reports a packet as refused that the kernel may also count as dropped. */
    void refusedForLackOfBuffers() {}

    /**
     * Returns how many packets the kernel has dropped so far in either direction for lack of buffer space, not
     * including those that {@link #write} reported as refused. This queries the kernel.
     */
    public abstract long lost() throws IOException;

    /** Closes the port and deletes the interface. */
    @Override
    public void close() {
        descriptor.close();
    }
}
