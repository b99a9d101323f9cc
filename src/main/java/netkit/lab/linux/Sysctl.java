package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/**
 * Access to the kernel's settings, sysctl(8) and proc_sys(5). Those under {@code net} belong to the calling thread's
 * network namespace.
 */
public final class Sysctl {
    private Sysctl() {}

    /**
     * Sets a value.
     *
     * @param name path below {@code /proc/sys}, such as {@code net/ipv6/conf/eth0/disable_ipv6}
     */
    public static void set(String name, String value) throws IOException {
        try (Descriptor file = Descriptor.open("/proc/sys/" + name, FileCalls.O_WRONLY);
                Arena arena = Arena.ofConfined()) {
            byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
            LinuxException.check(file.write(arena.allocateFrom(JAVA_BYTE, bytes),
                    bytes.length), "write '" + value + "' to", file.name());
        }
    }
}
