package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import netkit.testing.Cli;
import netkit.testing.Programs;

/** {@code udp-send} and {@code udp-listen} as typed: addresses, broadcast, multicast and unreachable ports. */
@Timeout(60)
class UdpAddressCommandsTest extends UdpCommandsFixture {
    @Test
    void emptyDatagramToClosedPortIsReportedToo() throws IOException {
        Cli.Result sent = Cli.run("udp-send", Integer.toString(closedPort()), "", "--wait", "10s");
        assertEquals(1, sent.code(), sent::toString);
        assertTrue(sent.err().contains("ICMP port unreachable"), sent::toString);
    }

    @Test
    void portUnreachableIsReportedAsFailure() throws IOException {
        int port = closedPort();
        Cli.Result sent = Cli.run("udp-send", Integer.toString(port), "anyone?", "--wait", "10s");
        assertEquals(1, sent.code(), sent::toString);
        assertEquals(
                "netkit udp-send: received ICMP port unreachable: no program listens on udp"
                        + " 127.0.0.1:" + port + "\n",
                sent.err());
        assertTrue(sent.out().startsWith("sent 1 datagram of 7 bytes to "), sent::toString);
        assertFalse(sent.out().contains("nothing tells us"), sent::toString);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the loopback has no broadcast address")
    void broadcastRequiresTheOption() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--host", "0.0.0.0", "--count", "1")) {
            Cli.Result refused = Cli.run("udp-send", "127.255.255.255:" + listen.port(), "all");
            assertEquals(2, refused.code(), refused::toString);
            assertTrue(refused.err().contains("127.255.255.255 is a broadcast address: add --broadcast"),
                    refused::toString);
            assertDone(Cli.run("udp-send", "--broadcast", "127.255.255.255:" + listen.port(), "all", "--wait",
                    "1ms"));
            listen.awaitLine("127.0.0.1:\\d+  3 bytes  all");
            assertTrue(listen.await().err().startsWith("open to the network"), listen::toString);
        }
    }

    @Test
    void multicastReachesAllMembersOfTheGroup() {
        String group = "239.255.7.9";
        try (Cli.Running one = Cli.start("udp-listen", "0", "--multicast", group, "--echo")) {
            String port = Integer.toString(one.port());
            try (Cli.Running two = Cli.start("udp-listen", port, "--multicast", group);
                    Cli.Running send = Cli.start("udp-send", group + ":" + port, "--multicast", "--ttl", "0",
                            "all",
                            "--wait", "15s")) {
                two.port();
                send.awaitLine("127.0.0.1:" + port + "  3 bytes  all");
                one.awaitLine("127.0.0.1:\\d+  3 bytes  all");
                assertEquals("", one.stop().err(),
                        "a listener on the loopback interface is not open to the network");
            }
        }
    }

    @Test
    void multicastReachesTwoListenersOnOnePort() {
        String group = "239.255.7.10";
        try (Cli.Running one = Cli.start("udp-listen", "0", "--multicast", group, "--count", "1")) {
            String port = Integer.toString(one.port());
            try (Cli.Running two = Cli.start("udp-listen", port, "--multicast", group, "--count", "1")) {
                two.port();
                assertDone(Cli.run("udp-send", group + ":" + port, "--multicast", "all", "--wait", "1ms"));
                assertDone(one.await());
                assertDone(two.await());
            }
        }
    }

    @Test
    void bindChoosesTheSourceAddress() throws IOException {
        int port = closedPort();
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            assertDone(send(listen.port(), "--bind", "127.0.0.1:" + port, "hello"));
            listen.awaitLine("127.0.0.1:" + port + "  5 bytes  hello");
        }
    }

    @Test
    void ipv6AddressesAreSupported() {
        Programs.assumeIpv6();
        try (Cli.Running listen = Cli.start("udp-listen", "[::1]:0", "--count", "1")) {
            assertDone(Cli.run("udp-send", "[::1]:" + listen.port(), "--bind", "[::1]", "hello", "--wait",
                    "1ms"));
            listen.awaitLine("\\[::1]:\\d+  5 bytes  hello");
        }
    }

    @Test
    void portInUseGivesExitCodeThree() {
        try (Cli.Running listen = Cli.start("udp-listen", "0")) {
            Cli.Result busy = Cli.run("udp-listen", Integer.toString(listen.port()));
            assertEquals(3, busy.code(), busy::toString);
            assertTrue(
                    busy.err().startsWith(
                            "netkit udp-listen: cannot bind udp 127.0.0.1:" + listen.port() + ": "
                                    + (Files.isReadable(Path.of("/proc/net/udp"))
                                            ? "port " + listen.port() + " is in use by 'java' (process "
                                            : "")),
                    busy::toString);
        }
    }

    @Test
    void unknownHostIsReportedAsFailure() {
        for (String[] args : List.of(new String[] {"udp-send", "no.such.host.invalid:9", "x"},
                new String[] {"udp-listen", "no.such.host.invalid:9"})) {
            Cli.Result result = Cli.run(args);
            assertEquals(1, result.code(), result::toString);
            assertTrue(
                    result.err().contains("cannot find the host 'no.such.host.invalid'; check its spelling"),
                    result::toString);
        }
    }
}
