package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;

/** A port as a test uses it: packets as arrays, and a patient read. */
final class TestPort {
    private static final long ADDRESS_TIMEOUT_NANOS = 10_000_000_000L;

    private final Port port;
    private final Poller poller;
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 17);

    TestPort(Port port) {
        this.port = port;
        poller = new Poller(port.descriptor());
    }

    boolean write(byte[] packet) throws IOException {
        MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, packet.length);
        return port.write(buffer, packet.length);
    }

    /** The next packet that is one of those; others are of the kernel's own making and passed over. */
    byte[] await(Predicate<byte[]> wanted) throws IOException {
        long deadline = System.nanoTime() + ADDRESS_TIMEOUT_NANOS;
        while (true) {
            long left = deadline - System.nanoTime();
            assertTrue(left > 0 && poller.await(left) && poller.isReadable(0), "no such packet came");
            byte[] packet = read();
            if (packet.length > 0 && wanted.test(packet)) {
                return packet;
            }
        }
    }

    /** Empty if there is none now. */
    byte[] read() throws IOException {
        return buffer.asSlice(0, port.read(buffer)).toArray(JAVA_BYTE);
    }
}
