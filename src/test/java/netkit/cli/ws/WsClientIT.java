package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The installed ws-client, with node's {@code ws} as the server. */
@Timeout(120)
class WsClientIT {
    /** A server and its URL. */
    private record Node(LiveProcess process, String url) implements AutoCloseable {
        static Node start(String deflate) throws IOException {
            Programs.needPeer("ws");
            LiveProcess process = Programs.shell("exec node src/test/node/server.mjs " + deflate);
            String line = process.awaitLine("listening on \\d+");
            return new Node(process, "ws://127.0.0.1:" + line.substring("listening on ".length()) + "/");
        }

        /** Runs the client with this input, and returns its standard output and standard error. */
        String client(String options, String input, int code) throws Exception {
            LiveProcess client = Programs.shell("exec netkit ws-client " + options + " " + url);
            client.type(input);
            client.endInput();
            assertEquals(code, client.awaitExit(), client.toString());
            return client.output();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"off, off, none", "on, on, permessage-deflate", "on, no-context, permessage-deflate",
        "no-context, on, permessage-deflate", "on, off, none", "off, on, none"})
    void messagesAreEchoedWithEachDeflateSetting(String server, String client, String extensions)
            throws Exception {
        try (Node node = Node.start(server)) {
            String lines = "one\nwörld\n\n" + "many words, many words\n".repeat(300);
            assertEquals(extensions + "\n" + lines + "closed by the client: 1000 normal closure\n",
                    node.client("--deflate " + client, "extensions\n" + lines, 0));
        }
    }

    /** Node's zlib is slow: compressing a hundred thousand messages takes half a minute on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void hundredThousandMessagesAreEchoedInOrder(String deflate, @TempDir Path folder) throws Exception {
        Path lines = folder.resolve("lines");
        Files.writeString(lines, String.join("\n", java.util.stream.IntStream.rangeClosed(1, 100_000)
                .mapToObj(number -> "message " + number).toList()) + "\n");
        try (Node node = Node.start(deflate)) {
            LiveProcess client = Programs
                    .shell("netkit ws-client --deflate %s %s <%s 2>&1 | cmp - <(cat %s; %s)"
                            .formatted(deflate, node.url, lines, lines,
                                    "echo closed by the client: 1000 normal closure"));
            assertEquals(0, client.awaitExit(TIMEOUT), client.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void fragmentsFromTheServerFormOneMessage(String deflate) throws Exception {
        try (Node node = Node.start(deflate)) {
            String output = node.client("--frames --deflate " + deflate, "fragments\n", 0);
            assertTrue(output.contains("\nHellö wörld\n"), output);
            assertTrue(output.contains("opcode 9 ping  MASK 0  length 7 in 7 bits\n    \"between\"\n"),
                    output);
            assertTrue(output.contains("opcode 0 continuation  MASK 0"), output);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void longLineIsEchoed(String deflate) throws Exception {
        try (Node node = Node.start(deflate)) {
            LiveProcess client = Programs
                    .shell("head -c 12000000 /dev/urandom | base64 -w 0 >target/line-" + deflate
                            + "; echo >>target/line-" + deflate + "; netkit ws-client --deflate " + deflate
                            + " " + node.url
                            + " <target/line-" + deflate + " | cmp - target/line-" + deflate);
            assertEquals(0, client.awaitExit(), client.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"close 1000     | 0 | closed by the server: 1000 normal closure",
        "close          | 0 | closed by the server: 1005 no code received",
        "close 1011 oh  | 1 | closed by the server: 1011 internal error: oh",
        "close 4001 why | 1 | closed by the server: 4001 the application's own code: why",
        "drop           | 1 | connection lost: 1006 abnormal closure: "})
    void serversCloseCodeDeterminesTheExitCode(String request, int code, String report) throws Exception {
        try (Node node = Node.start("off")) {
            String output = node.client("--wait 10s", request + "\n", code);
            assertTrue(output.startsWith(report), output);
        }
    }

    @ParameterizedTest
    @CsvSource({"--unmasked, 1002", "--reserved-bit, 1002", "--bad-utf8, 1007"})
    void nodeClosesWithTheCodeOfTheViolation(String flag, int code) throws Exception {
        try (Node node = Node.start("off")) {
            String output = node.client(flag, "Hello\n", 1);
            assertTrue(output.contains("\nclosed by the server: " + code + " "), output);
        }
    }

    @Test
    void waitOptionWaitsForLateMessages() throws Exception {
        try (Node node = Node.start("off")) {
            assertEquals("it is later\nclosed by the client: 1000 normal closure\n",
                    node.client("--wait 2s", "later\n", 0));
            assertTrue(node.client("--wait 1s", "pong\n", 0)
                    .startsWith("pong \"heartbeat\", unsolicited\n"));
        }
    }

    @Test
    void terminalShowsMessagesAboveTheLineBeingTyped() throws Exception {
        Programs.need("script");
        try (Node node = Node.start("off");
                LiveProcess client = Programs
                        .shell("TERM=xterm exec script -qec 'exec netkit ws-client --subprotocol chat "
                                + node.url
                                + "' /dev/null")) {
            client.awaitLine(".*connected to ws://.*, subprotocol chat; quit or Ctrl-D closes.*");
            client.type("later\r");
            client.type("/pi\tabc");
            client.awaitLine(".*it is later.*");
            client.type("\r");
            client.awaitLine(".*pong \"abc\" after .* ms.*");
            client.type("\004"); // Ctrl-D
            assertEquals(0, client.awaitExit(), client.toString());
            client.awaitLine(".*closed by the client: 1000 normal closure.*");
        }
    }
}
