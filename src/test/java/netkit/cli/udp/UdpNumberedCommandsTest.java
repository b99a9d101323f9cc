package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import netkit.udp.NumberedDatagram;

/** {@code udp-send} and {@code udp-listen} as typed: runs of numbered datagrams. */
@Timeout(60)
class UdpNumberedCommandsTest extends UdpCommandsFixture {
    private static final String MANY = "100";

    @Test
    void numberedDatagramsAreCounted() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", MANY, "--receive-buffer", "200k")) {
            Cli.Result sent = send(listen.port(), "--count", MANY, "--rate", "2000/s", "--size", "1k");
            assertDone(sent);
            assertTrue(sent.out().startsWith("sent 100 datagrams of 1,024 bytes to"),
                    sent::toString);
            Cli.Result listened = listen.await();
            assertTrue(listened.out().matches("(?s).*  begins run \\w{8} of 100 numbered datagrams\n\n"
                    + "received 100 datagrams, 102,400 bytes\nsender .*100/100 +0 +0 +0 .*"),
                    listened::toString);
        }
    }

    @Test
    void eachShowsEveryNumberedDatagram() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "2", "--each")) {
            send(listen.port(), "--count", "2", "--size", "24");
            listen.awaitLine("127.0.0.1:\\d+  24 bytes  run \\w{8} sequence 1 of 2");
        }
    }

    @Test
    void jsonShowsTheHeaderOfNumberedDatagram() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1", "--each", "--json")) {
            send(listen.port(), "--count", "1");
            Cli.Result listened = listen.await();
            JsonObject line = JsonParser.parseString(listened.out().lines().toList().get(1))
                    .getAsJsonObject();
            assertEquals("100 0 1", line.get("bytes") + " " + line.get("sequence") + " " + line.get("count"),
                    listened::toString);
        }
    }

    @Test
    void summaryListsMissingDuplicatedAndOutOfOrderDatagrams() throws Exception {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "6", "--json");
                DatagramSocket ann = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                DatagramSocket bob = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            sendNumbered(ann, listen.port(), 10, 0, 3, 1, 1);
            sendNumbered(bob, listen.port(), 2, 0, 1);
            Cli.Result listened = listen.await();
            List<JsonObject> runs = lastLineAsJson(listened).getAsJsonArray("runs").asList().stream()
                    .map(run -> run.getAsJsonObject()).toList();
            assertEquals(2, runs.size(), listened::toString);
            JsonObject first = runs.getFirst();
            assertEquals("127.0.0.1:" + ann.getLocalPort(), first.get("sender").getAsString());
            assertEquals("3 7 1 1 2, 4-9", first.get("received") + " " + first.get("missing") + " "
                    + first.get("duplicates") + " " + first.get("outOfOrder") + " "
                    + first.get("missingRanges").getAsString(), listened::toString);
            assertEquals("127.0.0.1:" + bob.getLocalPort(), runs.getLast().get("sender").getAsString());
            assertEquals(0, runs.getLast().get("missing").getAsInt(), listened::toString);
        }
    }

    private static void sendNumbered(DatagramSocket socket, int port, int count, int... sequences)
            throws IOException {
        for (int sequence : sequences) {
            byte[] bytes = new byte[NumberedDatagram.HEADER_LENGTH];
            new NumberedDatagram(1, sequence, count, 0).encode(bytes);
            socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress("127.0.0.1", port)));
        }
    }

    @Test
    void concurrentRunsAreCountedSeparately() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "200")) {
            String to = Integer.toString(listen.port());
            try (Cli.Running one = Cli.start("udp-send", to, "--count", MANY, "--rate", "1000/s");
                    Cli.Running two = Cli.start("udp-send", to, "--count", MANY, "--rate", "1000/s")) {
                assertEquals(0, one.await().code());
                assertEquals(0, two.await().code());
            }
            Cli.Result listened = listen.await();
            assertEquals(2,
                    listened.out().lines().filter(line -> line.matches(".* 100/100 +0 +0 +0 .*")).count(),
                    listened::toString);
        }
    }

    @Test
    void runStopsWhenThePortIsUnreachable() throws IOException {
        Cli.Result sent = Cli.run("udp-send", Integer.toString(closedPort()), "--count", "1000", "--rate",
                "1/s",
                "--json");
        assertEquals(1, sent.code(), sent::toString);
        JsonObject json = JsonParser.parseString(sent.out()).getAsJsonObject();
        assertTrue(json.get("portUnreachable").getAsBoolean(), sent::toString);
        assertTrue(json.get("datagrams").getAsInt() < 1000, sent::toString);
    }

    @Test
    void ctrlCEndsTheRunAndReportsWhatWasSent() {
        try (Cli.Running listen = Cli.start("udp-listen", "0");
                Cli.Running send = Cli.start("udp-send", "127.0.0.1:" + listen.port(), "--count", "1000",
                        "--rate",
                        "1/s")) {
            listen.awaitLine(".*begins run.*");
            Cli.Result sent = send.stop();
            assertEquals(ExitCode.INTERRUPTED, sent.code(), sent::toString);
            assertTrue(sent.out().matches("(?s)sent \\d+ of 1,000 datagrams of 100 bytes to .*"),
                    sent::toString);
            Cli.Result listened = listen.stop();
            assertDone(listened);
            assertTrue(listened.out().contains("/1000 "), listened::toString);
        }
    }
}
