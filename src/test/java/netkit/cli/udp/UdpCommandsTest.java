package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.google.gson.JsonParser;

import netkit.testing.Cli;

/** {@code udp-send} and {@code udp-listen} as typed: text, output, options and help. */
@Timeout(60)
@Tag("slow")
class UdpCommandsTest extends UdpCommandsFixture {
    @Test
    void wordsAreSentAsOneDatagram() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            Cli.Result sent = send(listen.port(), "héllo", "wörld");
            assertDone(sent);
            assertTrue(sent.out().matches("sent 1 datagram of 13 bytes to 127.0.0.1:" + listen.port()
                    + " from 127.0.0.1:\\d+\nnothing tells us whether it arrived\n"), sent::toString);
            Cli.Result listened = listen.await();
            assertDone(listened);
            assertTrue(listened.out().matches("(?s)listening on udp 127.0.0.1:\\d+\n"
                    + "127.0.0.1:\\d+  13 bytes  héllo wörld\n\nreceived 1 datagram, 13 bytes\n"),
                    listened::toString);
        }
    }

    @Test
    void textThatLooksLikeAFileOrAnOptionIsSentAsItIs() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "2")) {
            send(listen.port(), "@/etc/hostname");
            listen.awaitLine(".*  14 bytes  @/etc/hostname");
            send(listen.port(), "--", "-hello");
            listen.awaitLine(".*  6 bytes  -hello");
        }
    }

    @Test
    void emptyTextIsSentAsEmptyDatagram() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            send(listen.port(), "");
            listen.awaitLine("127.0.0.1:\\d+  0 bytes");
        }
    }

    @Test
    void eachLineOfStandardInputIsSentAsDatagram() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "4")) {
            assertDone(sendLines(listen.port(), "one\r\ntwo\n\nlast"));
            Cli.Result listened = listen.await();
            assertEquals(List.of("3 bytes  one", "3 bytes  two", "0 bytes", "4 bytes  last"),
                    listened.out().lines()
                            .filter(line -> line.startsWith("127.")).map(line -> line.split("  ", 2)[1])
                            .toList(),
                    listened::toString);
        }
    }

    @Test
    void emptyInputSendsNothing() {
        Cli.Result sent = sendLines(9, "");
        assertDone(sent);
        assertTrue(sent.out().startsWith("sent nothing to 127.0.0.1:9 from "), sent::toString);
    }

    @Test
    void invalidUtf8IsShownInHex() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            sendBytes(listen.port(), new byte[] {(byte) 0xff, 'A'});
            Cli.Result listened = listen.await();
            assertTrue(listened.out().contains("  2 bytes\n  0000  ff 41      "), listened::toString);
        }
    }

    @Test
    void terminalControlsInDatagramAreEscaped() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            sendLines(listen.port(), "\u001b[2Jgone\u009b");
            Cli.Result listened = listen.await();
            assertTrue(listened.out().contains("  \\u001b[2Jgone\\u009b\n"), listened::toString);
        }
    }

    @Test
    void terminalControlsAreEscapedInJson() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1", "--json")) {
            sendLines(listen.port(), "\u009b\u202e\"");
            Cli.Result listened = listen.await();
            String line = listened.out().lines().toList().get(1);
            assertTrue(line.contains("\"text\":\"\\u009b\\u202e\\\"\""), listened::toString);
            assertEquals("\u009b\u202e\"",
                    JsonParser.parseString(line).getAsJsonObject().get("text").getAsString());
        }
    }

    @Test
    void oversizedLineIsRefusedAndThoseBeforeItAreSent() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1")) {
            Cli.Result sent = sendLines(listen.port(), "short\n" + "x".repeat(65_508) + "\nnever\n");
            assertEquals(1, sent.code(), sent::toString);
            assertTrue(sent.out().startsWith("sent 1 datagram of 5 bytes"), sent::toString);
            assertEquals("netkit udp-send: line 2 of standard input is longer than 65,507 bytes,"
                    + " the most that a UDP datagram carries; it was not sent, nor what follows\n",
                    sent.err());
            listen.awaitLine(".*  5 bytes  short");
        }
    }

    @Test
    void longestDatagramArrivesComplete() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "1", "--json")) {
            assertDone(sendLines(listen.port(), "x".repeat(65_507)));
            Cli.Result listened = listen.await();
            assertEquals(65_507, lastLineAsJson(listened).get("bytes").getAsInt(), listened::toString);
            assertEquals(0, lastLineAsJson(listened).get("truncated").getAsInt(), listened::toString);
        }
    }

    @Test
    void datagramLongerThanTheBufferIsReportedAsTruncated() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--count", "2", "--buffer", "10")) {
            sendLines(listen.port(), "0123456789\n0123456789a\n");
            Cli.Result listened = listen.await();
            assertTrue(listened.out().contains("  10 bytes  0123456789\n"), listened::toString);
            assertTrue(
                    listened.out()
                            .contains("  truncated: the first 10 bytes of a longer datagram  0123456789\n"),
                    listened::toString);
            assertTrue(listened.out().contains("1 datagram truncated to the --buffer of 10 bytes"),
                    listened::toString);
        }
    }

    @Test
    void echoIsReceivedByTheSender() {
        try (Cli.Running listen = Cli.start("udp-listen", "0", "--echo");
                Cli.Running send = Cli.start("udp-send", "127.0.0.1:" + listen.port(), "hello", "--wait",
                        "50s")) {
            send.awaitLine("127.0.0.1:" + listen.port() + "  5 bytes  hello");
            Cli.Result sent = send.stop();
            assertTrue(sent.out().endsWith("1 datagram of 5 bytes came back\n"), sent::toString);
        }
    }

    @Test
    void forOptionEndsTheListener() {
        Cli.Result listened = Cli.run("udp-listen", "0", "--for", "10ms");
        assertDone(listened);
        assertTrue(listened.out().endsWith("received 0 datagrams, 0 bytes\n"), listened::toString);
    }

    @Test
    void receiveBufferDifferentFromTheRequestedIsReported() {
        Cli.Result listened = Cli.run("udp-listen", "0", "--for", "1ms", "--receive-buffer", "1");
        assertEquals(0, listened.code(), listened::toString);
        assertTrue(listened.err().startsWith("asked the kernel for a receive buffer of 1 byte, got "),
                listened::toString);
    }

    @Test
    void wrongUsageIsRefusedInOneLine() {
        assertWrong("port 70000 is not between 0 and 65535", "udp-send", "127.0.0.1:70000", "x");
        assertWrong("port 0 cannot be a destination", "udp-send", "127.0.0.1:0", "x");
        assertWrong("'port' is not a port", "udp-send", "127.0.0.1:port", "x");
        assertWrong("missing 'HOST:PORT'; for example: netkit udp-send 9000 hello", "udp-send");
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
        assertWrong("the port is missing", "udp-listen");
        assertWrong("the port is given twice: 0 and --port 1", "udp-listen", "0", "--port", "1");
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
    void helpShowsTheUsage() {
        for (String command : List.of("udp-send", "udp-listen", "udp-ping")) {
            Cli.Result help = Cli.run(command, "--help");
            assertDone(help);
            assertTrue(help.out().startsWith("Usage: netkit " + command), help::toString);
            assertTrue(help.out().lines().allMatch(line -> line.length() <= 100), help::toString);
        }
    }
}
