package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.cli.option.ExitCode;
import netkit.testing.Cli;

/** {@code udp-ping} as typed, against {@code udp-listen} and against peers that misbehave. */
@Timeout(60)
class UdpPingCommandTest {
    @Test
    void everyPingToEchoListenerGetsReply() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--echo")) {
            Cli.Result ping = Cli.run("udp-ping", "127.0.0.1:" + listen.port(), "--count", "3", "--interval",
                    "1ms",
                    "--timeout", "15s");
            assertEquals(0, ping.code(), ping::toString);
            assertTrue(ping.out().matches("pinging udp 127.0.0.1:\\d+ from 127.0.0.1:\\d+ with 64 bytes\n"
                    + "(64 bytes from 127.0.0.1:\\d+: sequence=\\d time=\\d+\\.\\d{3} ms\n){3}\n"
                    + "sent 3, received 3, duplicates 0, loss 0%\n"
                    + "round trip min/avg/p50/p99/max = [\\d./]+ ms\n"), ping::toString);
            Cli.Result listened = listen.stop();
            assertTrue(
                    listened.out().matches("(?s).*begins run \\w{8}\n\nreceived 3 datagrams, 192 bytes\n.*"),
                    listened::toString);
        }
    }

    @Test
    void missingRepliesAreListedAndAreAFailure() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            Cli.Result ping = Cli.run("udp-ping", Integer.toString(silent.getLocalPort()), "--count", "2",
                    "--interval", "1ms", "--timeout", "20ms");
            assertEquals(1, ping.code(), ping::toString);
            assertTrue(ping.out()
                    .contains("no reply to sequence 0 within 20ms\nno reply to sequence 1 within 20ms\n"
                            + "\nsent 2, received 0, duplicates 0, loss 100%\n"
                            + "no reply at all: does the peer echo, as 'netkit udp-listen --echo' does?\n"),
                    ping::toString);
        }
    }

    @Test
    void duplicatesAndOtherDatagramsAreMarked() throws Exception {
        try (DatagramSocket peer = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                Cli.Running ping = Cli.start("udp-ping", Integer.toString(peer.getLocalPort()), "--count",
                        "2",
                        "--interval", "1ms", "--timeout", "15s")) {
            DatagramPacket first = receive(peer);
            receive(peer);
            peer.send(first);
            peer.send(first);
            peer.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, first.getSocketAddress()));
            ping.awaitLine("64 bytes from .*: sequence=0 time=\\S+ ms");
            ping.awaitLine("64 bytes from .*: sequence=0 time=\\S+ ms \\(duplicate\\)");
            ping.awaitLine("3 bytes from .*: not an echo of a ping");
            Cli.Result result = ping.stop();
            assertEquals(ExitCode.INTERRUPTED, result.code(), result::toString);
            assertTrue(result.out().contains("sent 2, received 1, duplicates 1, loss 50%\n"
                    + "the loss includes 1 ping still waiting for a reply\n"), result::toString);
        }
    }

    @Test
    void lateReplyIsMarkedButNotLost() throws Exception {
        try (DatagramSocket peer = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                Cli.Running ping = Cli.start("udp-ping", Integer.toString(peer.getLocalPort()), "--count",
                        "0",
                        "--interval", "20s", "--timeout", "20ms")) {
            DatagramPacket first = receive(peer);
            ping.awaitLine("no reply to sequence 0 within 20ms");
            peer.send(first);
            ping.awaitLine("64 bytes from .*: sequence=0 time=\\S+ ms \\(late\\)");
            Cli.Result result = ping.stop();
            assertEquals(0, result.code(), result::toString);
            assertTrue(result.out().contains("sent 1, received 1, duplicates 0, loss 0%\n"),
                    result::toString);
        }
    }

    private static DatagramPacket receive(DatagramSocket socket) throws Exception {
        socket.setSoTimeout(50_000);
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        socket.receive(packet);
        return packet;
    }

    @Test
    void portUnreachableIsReportedAtOnce() throws Exception {
        int port;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            port = socket.getLocalPort();
        }
        Cli.Result ping = Cli.run("udp-ping", Integer.toString(port), "--count", "2", "--interval", "50ms",
                "--timeout", "15s");
        assertEquals(1, ping.code(), ping::toString);
        assertTrue(
                ping.out().contains(
                        "ICMP port unreachable: no program listens on udp 127.0.0.1:" + port + "\n"),
                ping::toString);
        assertTrue(ping.out().contains("sent 2, received 0, duplicates 0, loss 100%\n"), ping::toString);
    }

    @Test
    void jsonIsTheSummaryOnly() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--echo")) {
            Cli.Result ping = Cli.run("udp-ping", Integer.toString(listen.port()), "--count", "2",
                    "--interval",
                    "1ms", "--timeout", "15s", "--json");
            JsonObject json = JsonParser.parseString(ping.out()).getAsJsonObject();
            assertEquals(2, json.get("received").getAsInt(), ping::toString);
            JsonObject trips = json.getAsJsonObject("roundTripMillis");
            assertTrue(trips.get("min").getAsDouble() > 0, ping::toString);
            assertTrue(trips.get("min").getAsDouble() <= trips.get("max").getAsDouble(), ping::toString);
        }
    }

    @Test
    void wrongUsageIsRefusedInOneLine() {
        for (List<String> wrong : List.of(List.of("9", "--count", "-1"), List.of("9", "--interval", "0ms"),
                List.of("9", "--timeout", "0s"), List.of("9", "--size", "23"),
                List.of("9", "--size", "65508"),
                List.of("0"), List.of("nobody"), List.<String>of())) {
            String[] args = new String[wrong.size() + 1];
            args[0] = "udp-ping";
            for (int i = 0; i < wrong.size(); i++) {
                args[i + 1] = wrong.get(i);
            }
            Cli.Result result = Cli.run(args);
            assertEquals(2, result.code(), result::toString);
            assertEquals("", result.out(), result::toString);
        }
        assertEquals(1, Cli.run("udp-ping", "no.such.host.invalid:9").code());
    }
}
