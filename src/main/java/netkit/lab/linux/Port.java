package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Where a host's cable comes out: what the host sends is read here, what is written here the host receives. Neither
 * ever waits. One thread reads, any may write, also at the same time: each write is one whole packet. It is closed
 * when no thread uses it any more.
 */
public sealed interface Port extends Closeable permits Tun, PacketSocket {
    /** To wait for with a {@link Poller} until there is something to read. */
    int descriptor();

    FrameFormat frameFormat();

    /**
     * @param buffer off the heap, with room for the MTU and an Ethernet header; what does not fit is cut off
     * @return the packet's length, or 0 if there is none now
     */
    int read(MemorySegment buffer) throws IOException;

    /**
     * @param packet off the heap
     * @param length how many of its bytes are the packet
     * @return whether the kernel took it; it does not while the interface is down, and of a packet that is too long or
     *         no IP packet
     */
    boolean write(MemorySegment packet, long length) throws IOException;

    /**
     * How many packets the kernel itself lost so far, in either direction, for want of room; those that {@link #write}
     * said were not taken are not among them. Asks the kernel.
     */
    long lost() throws IOException;

    /** Also deletes the interface. */
    @Override
    void close();
}
