package netkit.cli.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.testing.Cli;

/** Runs {@code udp-send} as typed, against sockets of the loopback interface. */
abstract class UdpCommandsFixture {
    static Cli.Result sendLines(int port, String lines) {
        return sendBytes(port, lines.getBytes(StandardCharsets.UTF_8));
    }

    static Cli.Result sendBytes(int port, byte[] bytes) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return Cli.run("udp-send", "--wait", "1ms", Integer.toString(port));
        } finally {
            System.setIn(before);
        }
    }

    static Cli.Result send(int port, String... args) {
        return Cli.run(
                Stream.concat(Stream.of("udp-send", "127.0.0.1:" + port, "--wait", "1ms"), Stream.of(args))
                        .toArray(String[]::new));
    }

    static void assertDone(Cli.Result result) {
        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err(), result::toString);
    }

    static JsonObject lastLineAsJson(Cli.Result result) {
        return JsonParser.parseString(result.out().lines().toList().getLast()).getAsJsonObject();
    }

    /** Returns a port to which no socket is bound. */
    static int closedPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            return socket.getLocalPort();
        }
    }
}
