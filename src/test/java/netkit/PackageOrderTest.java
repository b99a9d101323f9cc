package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

import org.junit.jupiter.api.Test;

/** The order of the rooms: a package uses only packages below it, and only those it may. */
class PackageOrderTest {
    /** From the top of the house to the bottom, each with what it may use; those that may use all name nothing. */
    private static final List<String> ORDER = List.of("netkit", "netkit.cli", "netkit.lesson",
            "netkit.compare",
            "netkit.lab", "netkit.queue", "netkit.socketio", "netkit.engineio", "netkit.packet",
            "netkit.websocket",
            "netkit.chat", "netkit.udp", "netkit.http", "netkit.rooms", "netkit.net",
            "netkit.lab.linux");
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("netkit", List.of("netkit.cli")),
            Map.entry("netkit.lab", List.of("netkit.packet", "netkit.lab.linux")),
            Map.entry("netkit.queue", List.of("netkit.net")),
            Map.entry("netkit.socketio", List.of("netkit.engineio", "netkit.rooms")),
            Map.entry("netkit.engineio", List.of("netkit.websocket", "netkit.http", "netkit.net")),
            Map.entry("netkit.packet", List.of("netkit.websocket")),
            Map.entry("netkit.websocket", List.of("netkit.http", "netkit.net")),
            Map.entry("netkit.chat", List.of("netkit.rooms", "netkit.net")),
            Map.entry("netkit.udp", List.of("netkit.net")),
            Map.entry("netkit.http", List.of("netkit.net")),
            Map.entry("netkit.rooms", List.of()),
            Map.entry("netkit.net", List.of()),
            Map.entry("netkit.lab.linux", List.of()));
    private static final Pattern DEPENDENCY = Pattern
            .compile("\\s+(netkit[\\w.]*)\\s+-> (netkit[\\w.]*)\\s.*");

    @Test
    void aPackageUsesOnlyPackagesBelowIt() {
        int seen = 0;
        for (String line : jdeps().lines().toList()) {
            Matcher matcher = DEPENDENCY.matcher(line);
            if (matcher.matches() && !matcher.group(1).equals(matcher.group(2))) {
                seen++;
                assertAllowed(matcher.group(1), matcher.group(2));
            }
        }
        assertTrue(seen > 1, "jdeps must have found something to judge");
    }

    private static void assertAllowed(String user, String used) {
        assertTrue(ORDER.contains(user), user + " is a room that the order does not know");
        assertTrue(ORDER.contains(used), used + " is a room that the order does not know");
        assertFalse(ORDER.indexOf(used) < ORDER.indexOf(user),
                user + " uses " + used + ", which is above it");
        assertTrue(MAY_USE.getOrDefault(user, ORDER).contains(used), user + " may not use " + used);
    }

    private static String jdeps() {
        StringWriter out = new StringWriter();
        int code = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out),
                new PrintWriter(out),
                "-verbose:package", "-filter:none", "--multi-release", "25", "--ignore-missing-deps",
                Path.of("target", "classes").toString());
        assertEquals(0, code, out.toString());
        return out.toString();
    }
}
