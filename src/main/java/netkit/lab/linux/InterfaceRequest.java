package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * The argument of an ioctl on an interface: struct ifreq of netdevice(7).
 *
 * <pre>
 * | NUL-terminated name: 16 bytes | flags, or a pointer, …: 24 bytes |
 * </pre>
 */
final class InterfaceRequest {
    private static final int NAME = 16;
    private static final int SIZE = 40;

    private InterfaceRequest() {}

    static MemorySegment withFlags(Arena arena, String name, int flags) {
        MemorySegment request = named(arena, name);
        request.set(JAVA_SHORT, NAME, (short) flags);
        return request;
    }

    static MemorySegment pointing(Arena arena, String name, MemorySegment value) {
        MemorySegment request = named(arena, name);
        request.set(ADDRESS, NAME, value);
        return request;
    }

    private static MemorySegment named(Arena arena, String name) {
        if (name.isEmpty() || name.length() >= NAME
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException(
                    "invalid interface name '" + name + "': use 1 to " + (NAME - 1) + " ASCII characters");
        }
        MemorySegment request = arena.allocate(SIZE, ADDRESS.byteAlignment());
        request.setString(0, name, StandardCharsets.US_ASCII);
        return request;
    }
}
