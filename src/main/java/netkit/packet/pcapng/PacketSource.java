package netkit.packet.pcapng;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Packets in the order of a capture file. */
interface PacketSource extends Closeable {
    /**
     * Reads the next packet.
     *
     * @return empty at the end of the file
     * @throws IOException with one line that says where and why reading ends, if the file is truncated or damaged
     */
    Optional<CapturedPacket> next() throws IOException;
}
