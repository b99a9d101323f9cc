package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;

/** A port with packets as arrays and a read that waits. */
final class TestPort {
    private static final long TIMEOUT_NANOS = 10_000_000_000L;

    private final PacketPort port;
    private final Poller poller;
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 17);

    TestPort(PacketPort port) {
        this.port = port;
        poller = new Poller(port.descriptor());
    }

    boolean write(byte[] packet) throws IOException {
        MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, packet.length);
        return port.write(buffer, packet.length);
    }

    /** Returns the next packet that matches, and skips others, which the kernel sends on its own. */
    byte[] await(Predicate<byte[]> wanted) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (true) {
            long left = deadline - System.nanoTime();
            assertTrue(left > 0 && poller.await(left) && poller.isReadable(0), "no matching packet arrived");
            byte[] packet = read();
            if (packet.length > 0 && wanted.test(packet)) {
                return packet;
            }
        }
    }

    /** Returns the next packet, or an empty array if there is none. */
    byte[] read() throws IOException {
        return buffer.asSlice(0, port.read(buffer)).toArray(JAVA_BYTE);
    }
}
