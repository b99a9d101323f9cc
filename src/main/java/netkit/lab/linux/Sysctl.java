package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Access to the kernel's settings, sysctl(8) and proc_sys(5). Those under {@code net} belong to the calling thread's
 * network namespace.
 */
public final class Sysctl {
    private static final int MAX_LENGTH = 4096;

    private Sysctl() {}

    /**
     * Sets a value.
     *
     * @param name path below {@code /proc/sys}, such as {@code net/ipv6/conf/eth0/disable_ipv6}
     */
    public static void set(String name, String value) throws IOException {
        try (Descriptor file = Descriptor.open(path(name), FileCalls.O_WRONLY);
                Arena arena = Arena.ofConfined()) {
            byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
            LinuxException.check(file.write(arena.allocateFrom(JAVA_BYTE, bytes),
                    bytes.length), "write '" + value + "' to", file.name());
        }
    }

    /** Returns a value without its line terminator. */
    public static String get(String name) throws IOException {
        try (Descriptor file = Descriptor.open(path(name), FileCalls.O_RDONLY);
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MAX_LENGTH);
            int length = LinuxException.check(file.read(buffer), "read", file.name());
            byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
            return new String(bytes, StandardCharsets.US_ASCII).strip();
        }
    }

    private static String path(String name) {
        return "/proc/sys/" + name;
    }
}
