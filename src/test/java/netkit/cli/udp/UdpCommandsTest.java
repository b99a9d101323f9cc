package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.testing.Cli;
import netkit.testing.Programs;
import netkit.udp.NumberedDatagram;

/** udp-send and udp-listen as they are typed, with real datagrams on the loopback. */
@Timeout(60)
class UdpCommandsTest {
    private static final String MANY = "100";

    private static Cli.Result sendLines(int port, String lines) {
        return sendBytes(port, lines.getBytes(StandardCharsets.UTF_8));
    }

    private static Cli.Result sendBytes(int port, byte[] bytes) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return Cli.run("udp-send", "--wait", "1ms", Integer.toString(port));
        } finally {
            System.setIn(before);
        }
    }

    private static Cli.Result send(int port, String... args) {
        return Cli.run(
                Stream.concat(Stream.of("udp-send", "127.0.0.1:" + port, "--wait", "1ms"), Stream.of(args))
                        .toArray(String[]::new));
    }

    private static void assertDone(Cli.Result result) {
        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err(), result::toString);
    }

    private static JsonObject lastLineAsJson(Cli.Result result) {
        return JsonParser.parseString(result.out().lines().toList().getLast()).getAsJsonObject();
    }

    /** A port that was free a moment ago. */
    private static int deadPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void wordsBecomeOneDatagram() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            Cli.Result sent = send(listen.port(), "héllo", "wörld");
            assertDone(sent);
            assertTrue(sent.out().matches("sent 1 datagram of 13 bytes to 127.0.0.1:" + listen.port()
                    + " from 127.0.0.1:\\d+; nothing tells us whether it arrived\n"), sent::toString);
            Cli.Result heard = listen.await();
            assertDone(heard);
            assertTrue(heard.out().matches("(?s)listening on udp 127.0.0.1:\\d+\n"
                    + "127.0.0.1:\\d+  13 bytes  héllo wörld\n\nreceived 1 datagram, 13 bytes\n"),
                    heard::toString);
        }
    }

    @Test
    void anEmptyTextIsADatagramTooAndArrives() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            send(listen.port(), "");
            listen.awaitLine("127.0.0.1:\\d+  0 bytes");
        }
    }

    @Test
    void anEmptyDatagramToADeadPortIsReportedToo() throws IOException {
        Cli.Result sent = Cli.run("udp-send", Integer.toString(deadPort()), "", "--wait", "10s");
        assertEquals(1, sent.code(), sent::toString);
        assertTrue(sent.err().contains("ICMP port unreachable"), sent::toString);
    }

    @Test
    void eachLineOfStandardInputIsADatagram() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "4")) {
            assertDone(sendLines(listen.port(), "one\r\ntwo\n\nlast"));
            Cli.Result heard = listen.await();
            assertEquals(List.of("3 bytes  one", "3 bytes  two", "0 bytes", "4 bytes  last"),
                    heard.out().lines()
                            .filter(line -> line.startsWith("127.")).map(line -> line.split("  ", 2)[1])
                            .toList(),
                    heard::toString);
        }
    }

    @Test
    void emptyInputSendsNothing() {
        Cli.Result sent = sendLines(9, "");
        assertDone(sent);
        assertTrue(sent.out().startsWith("sent nothing to 127.0.0.1:9 from "), sent::toString);
    }

    @Test
    void whatIsNotTextIsShownInHex() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            sendBytes(listen.port(), new byte[] {(byte) 0xff, 'A'});
            Cli.Result heard = listen.await();
            assertTrue(heard.out().contains("  2 bytes\n  0000  ff 41      "), heard::toString);
        }
    }

    @Test
    void aSenderCannotAttackTheTerminal() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            sendLines(listen.port(), "\u001b[2Jgone\u009b");
            Cli.Result heard = listen.await();
            assertTrue(heard.out().contains("  \\u001b[2Jgone\\u009b\n"), heard::toString);
        }
    }

    @Test
    void jsonFromTheNetworkCannotAttackTheTerminalEither() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1", "--json")) {
            sendLines(listen.port(), "\u009b\u202e\"");
            Cli.Result heard = listen.await();
            String line = heard.out().lines().toList().get(1);
            assertTrue(line.contains("\"text\":\"\\u009b\\u202e\\\"\""), heard::toString);
            assertEquals("\u009b\u202e\"",
                    JsonParser.parseString(line).getAsJsonObject().get("text").getAsString());
        }
    }

    @Test
    void aTooLongLineIsRefusedAndThoseBeforeItAreSent() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            Cli.Result sent = sendLines(listen.port(), "short\n" + "x".repeat(65_508) + "\nnever\n");
            assertEquals(1, sent.code(), sent::toString);
            assertTrue(sent.out().startsWith("sent 1 datagram of 5 bytes"), sent::toString);
            assertEquals("netkit udp-send: line 2 of standard input is longer than 65,507 bytes,"
                    + " the most that a UDP datagram carries\n", sent.err());
            listen.awaitLine(".*  5 bytes  short");
        }
    }

    @Test
    void theLongestDatagramArrivesWhole() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1", "--json")) {
            assertDone(sendLines(listen.port(), "x".repeat(65_507)));
            Cli.Result heard = listen.await();
            assertEquals(65_507, lastLineAsJson(heard).get("bytes").getAsInt(), heard::toString);
            assertEquals(0, lastLineAsJson(heard).get("truncated").getAsInt(), heard::toString);
        }
    }

    @Test
    void aDatagramLongerThanTheBufferIsReportedAsTruncated() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "2", "--buffer", "10")) {
            sendLines(listen.port(), "0123456789\n0123456789a\n");
            Cli.Result heard = listen.await();
            assertTrue(heard.out().contains("  10 bytes  0123456789\n"), heard::toString);
            assertTrue(
                    heard.out()
                            .contains("  truncated: the first 10 bytes of a longer datagram  0123456789\n"),
                    heard::toString);
            assertTrue(heard.out().contains("1 datagram truncated to the --buffer of 10 bytes"),
                    heard::toString);
        }
    }

    @Test
    void numberedDatagramsAreAccountedFor() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", MANY, "--receive-buffer", "200k")) {
            Cli.Result sent = send(listen.port(), "--count", MANY, "--rate", "2000/s", "--size", "1k");
            assertDone(sent);
            assertTrue(sent.out().startsWith("sent 100 numbered datagrams of 1,024 bytes to"),
                    sent::toString);
            Cli.Result heard = listen.await();
            assertTrue(heard.out().matches("(?s).*  begins run \\w{8} of 100 numbered datagrams\n\n"
                    + "received 100 datagrams, 102,400 bytes\nsender .*100/100 +0 +0 +0 .*"),
                    heard::toString);
        }
    }

    @Test
    void eachShowsThemOneByOne() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "2", "--each")) {
            send(listen.port(), "--count", "2", "--size", "24");
            listen.awaitLine("127.0.0.1:\\d+  24 bytes  run \\w{8} sequence 1 of 2");
        }
    }

    @Test
    void inJsonANumberedDatagramShowsItsHeader() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1", "--each", "--json")) {
            send(listen.port(), "--count", "1");
            Cli.Result heard = listen.await();
            JsonObject line = JsonParser.parseString(heard.out().lines().toList().get(1)).getAsJsonObject();
            assertEquals("100 0 1", line.get("bytes") + " " + line.get("sequence") + " " + line.get("count"),
                    heard::toString);
        }
    }

    @Test
    void theAccountNamesTheMissingTailTheDuplicateAndTheOutOfOrder() throws Exception {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "6", "--json");
                DatagramSocket ann = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                DatagramSocket bob = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            sendNumbered(ann, listen.port(), 10, 0, 3, 1, 1);
            sendNumbered(bob, listen.port(), 2, 0, 1);
            Cli.Result heard = listen.await();
            List<JsonObject> runs = lastLineAsJson(heard).getAsJsonArray("runs").asList().stream()
                    .map(run -> run.getAsJsonObject()).toList();
            assertEquals(2, runs.size(), heard::toString);
            JsonObject first = runs.getFirst();
            assertEquals("127.0.0.1:" + ann.getLocalPort(), first.get("sender").getAsString());
            assertEquals("3 7 1 1 2, 4-9", first.get("received") + " " + first.get("missing") + " "
                    + first.get("duplicated") + " " + first.get("outOfOrder") + " "
                    + first.get("missingRanges").getAsString(), heard::toString);
            assertEquals("127.0.0.1:" + bob.getLocalPort(), runs.getLast().get("sender").getAsString());
            assertEquals(0, runs.getLast().get("missing").getAsInt(), heard::toString);
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
    void twoCommandsSendAtOnceAndEachHasItsAccount() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "200")) {
            String to = Integer.toString(listen.port());
            try (Cli.Running one = Cli.start("udp-send", to, "--count", MANY, "--rate", "1000/s");
                    Cli.Running two = Cli.start("udp-send", to, "--count", MANY, "--rate", "1000/s")) {
                assertEquals(0, one.await().code());
                assertEquals(0, two.await().code());
            }
            Cli.Result heard = listen.await();
            assertEquals(2,
                    heard.out().lines().filter(line -> line.matches(".* 100/100 +0 +0 +0 .*")).count(),
                    heard::toString);
        }
    }

    @Test
    void portUnreachableIsReportedAndIsAFailure() throws IOException {
        int port = deadPort();
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
    void aLongRunStopsWhenThePortIsUnreachable() throws IOException {
        Cli.Result sent = Cli.run("udp-send", Integer.toString(deadPort()), "--count", "1000", "--rate",
                "1/s",
                "--json");
        assertEquals(1, sent.code(), sent::toString);
        JsonObject json = JsonParser.parseString(sent.out()).getAsJsonObject();
        assertTrue(json.get("portUnreachable").getAsBoolean(), sent::toString);
        assertTrue(json.get("datagrams").getAsInt() < 1000, sent::toString);
    }

    @Test
    void anEchoComesBackToItsSender() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--echo");
                Cli.Running send = Cli.start("udp-send", "127.0.0.1:" + listen.port(), "hello", "--wait",
                        "15s")) {
            send.awaitLine("127.0.0.1:" + listen.port() + "  5 bytes  hello");
            Cli.Result sent = send.stop();
            assertDone(sent);
            assertTrue(sent.out().endsWith("1 datagram of 5 bytes came back\n"), sent::toString);
        }
    }

    @Test
    void ctrlCEndsALongRunAndSaysHowFarItCame() {
        try (Cli.Running listen = Cli.start("udp-listen", "0");
                Cli.Running send = Cli.start("udp-send", "127.0.0.1:" + listen.port(), "--count", "1000",
                        "--rate",
                        "1/s")) {
            listen.awaitLine(".*begins run.*");
            Cli.Result sent = send.stop();
            assertDone(sent);
            assertTrue(sent.out().matches("(?s)sent \\d+ of 1,000 numbered datagrams of 100 bytes to .*"),
                    sent::toString);
            Cli.Result heard = listen.stop();
            assertDone(heard);
            assertTrue(heard.out().contains("/1000 "), heard::toString);
        }
    }

    @Test
    void theTimeOfForEndsTheListener() {
        Cli.Result heard = Cli.run("udp-listen", "0", "--for", "10ms");
        assertDone(heard);
        assertTrue(heard.out().endsWith("received 0 datagrams, 0 bytes\n"), heard::toString);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the loopback has no broadcast address")
    void aBroadcastNeedsToBeAskedFor() {
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
    void aMulticastReachesAllWhoHaveJoined() {
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
                assertEquals("", one.stop().err(), "on the loopback nothing is open to the network");
            }
        }
    }

    @Test
    void aMulticastReachesTwoListenersOnOnePort() {
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
    void theSourceCanBeChosen() throws IOException {
        int port = deadPort();
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            assertDone(send(listen.port(), "--bind", "127.0.0.1:" + port, "hello"));
            listen.awaitLine("127.0.0.1:" + port + "  5 bytes  hello");
        }
    }

    @Test
    void ipv6WorksToo() {
        Programs.assumeIpv6();
        try (Cli.Running listen = Cli.start("udp-listen", "[::1]:0", "--count", "1")) {
            assertDone(Cli.run("udp-send", "[::1]:" + listen.port(), "--bind", "[::1]", "hello", "--wait",
                    "1ms"));
            listen.awaitLine("\\[::1]:\\d+  5 bytes  hello");
        }
    }

    @Test
    void aReceiveBufferThatTheKernelDoesNotGiveIsTold() {
        Cli.Result heard = Cli.run("udp-listen", "0", "--for", "1ms", "--receive-buffer", "1");
        assertEquals(0, heard.code(), heard::toString);
        assertTrue(heard.err().startsWith("asked the kernel for a receive buffer of 1 byte, got "),
                heard::toString);
    }

    @Test
    void aBusyPortIsInconclusive() {
        try (Cli.Running listen = Cli.start("udp-listen", "0")) {
            Cli.Result busy = Cli.run("udp-listen", Integer.toString(listen.port()));
            assertEquals(3, busy.code(), busy::toString);
            assertTrue(
                    busy.err().startsWith(
                            "netkit udp-listen: cannot bind udp 127.0.0.1:" + listen.port() + ": "),
                    busy::toString);
        }
    }

    @Test
    void aHostThatDoesNotExistIsAFailure() {
        for (String[] args : List.of(new String[] {"udp-send", "no.such.host.invalid:9", "x"},
                new String[] {"udp-listen", "no.such.host.invalid:9"})) {
            Cli.Result result = Cli.run(args);
            assertEquals(1, result.code(), result::toString);
            assertTrue(
                    result.err().contains("cannot find the host 'no.such.host.invalid'; check its spelling"),
                    result::toString);
        }
    }

    @Test
    void wrongUsesAreRefusedInOneLine() {
        assertWrong("port 70000 is not between 0 and 65535", "udp-send", "127.0.0.1:70000", "x");
        assertWrong("port 0 cannot be a destination", "udp-send", "127.0.0.1:0", "x");
        assertWrong("'port' is not a port", "udp-send", "127.0.0.1:port", "x");
        assertWrong("Missing required parameter", "udp-send");
        assertWrong("either TEXT or --count", "udp-send", "9", "x", "--count", "1");
        assertWrong("--size and --rate go with --count", "udp-send", "9", "x", "--size", "100");
        assertWrong("--size and --rate go with --count", "udp-send", "9", "x", "--rate", "1/s");
        assertWrong("--size must be from 24", "udp-send", "9", "--count", "1", "--size", "23");
        assertWrong("--size must be from 24", "udp-send", "9", "--count", "1", "--size", "65508");
        assertWrong("--count must be at least 1", "udp-send", "9", "--count", "0");
        assertWrong("TEXT is 65,508 bytes", "udp-send", "9", "x".repeat(65_508));
        assertWrong("--ttl goes with --multicast", "udp-send", "9", "x", "--ttl", "3");
        assertWrong("--ttl must be from 0 to 255", "udp-send", "239.1.2.3:9", "x", "--multicast", "--ttl",
                "256");
        assertWrong("is a multicast group: add --multicast", "udp-send", "239.1.2.3:9", "x");
        assertWrong("127.0.0.1 is not a multicast group", "udp-send", "9", "x", "--multicast");
        assertWrong("either --broadcast or --multicast", "udp-send", "9", "x", "--multicast", "--broadcast");
        assertWrong("one is IPv4, the other IPv6", "udp-send", "9", "x", "--bind", "::1");
        assertWrong("'banana' is not a port", "udp-send", "9", "x", "--bind", "127.0.0.1:banana");
        assertWrong("the host is missing", "udp-send", "9", "x", "--bind", "");
        assertWrong("is not a port", "udp-listen", "port");
        assertWrong("239.1.2.3 is a multicast group: join it with --multicast", "udp-listen", "239.1.2.3:0");
        assertWrong("--host is empty", "udp-listen", "0", "--host", "");
        assertWrong("--multicast is empty", "udp-listen", "0", "--multicast", "");
        assertWrong("Missing required parameter", "udp-listen");
        assertWrong("the host is given twice", "udp-listen", "127.0.0.2:0", "--host", "127.0.0.1");
        assertWrong("--count must be at least 1", "udp-listen", "0", "--count", "0");
        assertWrong("--buffer must be from 1", "udp-listen", "0", "--buffer", "0");
        assertWrong("--buffer must be from 1", "udp-listen", "0", "--buffer", "64k");
        assertWrong("--receive-buffer must be at least 1", "udp-listen", "0", "--receive-buffer", "0");
        assertWrong("127.0.0.1 is not a multicast group", "udp-listen", "0", "--multicast", "127.0.0.1");
        assertWrong("is not a duration", "udp-listen", "0", "--for", "10");
    }

    private static void assertWrong(String line, String... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(2, result.code(), result::toString);
        assertTrue(result.err().lines().toList().getFirst().contains(line), () -> line + "\n" + result);
    }

    @Test
    void helpSaysWhatEachOptionIsFor() {
        for (String command : List.of("udp-send", "udp-listen", "udp-ping")) {
            Cli.Result help = Cli.run(command, "--help");
            assertDone(help);
            assertTrue(help.out().startsWith("Usage: netkit " + command), help::toString);
            assertTrue(help.out().lines().allMatch(line -> line.length() <= 100), help::toString);
        }
    }
}
