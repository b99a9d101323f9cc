package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The wire's end of a host's interface: reading returns the packets that the host sends, and the host receives the
 * packets that are written. Neither blocks. One thread may read while any number of threads write; each write is one
 * whole packet. It must be closed only when no thread uses it.
 */
public sealed interface PacketPort extends Closeable permits Tun, PacketSocket {
    /** Returns the descriptor for a {@link Poller} to wait until there is a packet to read. */
    int descriptor();

    FrameFormat frameFormat();

    /**
     * Reads a packet.
     *
     * @param buffer off-heap buffer for the MTU and an Ethernet header; a longer packet is truncated
     * @return the length of the packet, or 0 if there is none
     */
    int read(MemorySegment buffer) throws IOException;

    /**
     * Writes a packet.
     *
     * @param packet off-heap buffer that starts with the packet
     * @param length length of the packet in bytes
     * @return false if the kernel refused the packet, because the interface is down or the packet is too long or
     *         invalid
     */
    boolean write(MemorySegment packet, long length) throws IOException;

    /**
     * Returns how many packets the kernel has dropped so far in either direction for lack of buffer space, not
     * including those that {@link #write} reported as refused. This queries the kernel.
     */
    long lost() throws IOException;

    /** Closes the port and deletes the interface. */
    @Override
    void close();
}
