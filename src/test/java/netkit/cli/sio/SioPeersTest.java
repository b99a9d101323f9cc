package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.option.ExitCode;
import netkit.testing.Cli;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The Socket.IO commands with npm's socket.io-client and socket.io, and Chromium. */
@Timeout(120)
@Tag("peers")
@Tag("slow")
class SioPeersTest {
    private final InputStream standardInput = System.in;

    @AfterEach
    void restoreStandardInput() {
        System.setIn(standardInput);
    }

    private static void runScript(Cli.Running server, String script, String... arguments)
            throws IOException, InterruptedException {
        try (LiveProcess node = Programs.node(script, arguments)) {
            assertEquals(0, node.awaitExit(), () -> node + "\n" + server);
            node.awaitLine("done.*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void echoServesTheNpmClient(String transports) throws Exception {
        Programs.needPeer("socket.io-client");
        try (Cli.Running server = Cli.start("sio-server", "--port", "0", "--app", "echo")) {
            runScript(server, "sio-echo.mjs", "http://127.0.0.1:" + server.port(), transports);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void npmClientsChat(String transports) throws Exception {
        Programs.needPeer("socket.io-client");
        try (Cli.Running server = Cli.start("sio-server", "--port", "0")) {
            runScript(server, "sio-chat.mjs", "http://127.0.0.1:" + server.port(), transports);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void chromiumChatsAndShowsPackets(String transports) throws Exception {
        Programs.needPeer("playwright-core");
        Programs.needPeer("socket.io-client");
        Programs.need("chromium");
        try (Cli.Running server = Cli.start("sio-server", "--port", "0")) {
            runScript(server, "sio-page.mjs", "http://127.0.0.1:" + server.port() + "/", transports);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--transports=polling", "--transports=websocket",
        "--transports=polling,websocket", "--no-upgrade"})
    void npmServerServesSioClient(String option) throws Exception {
        Programs.needPeer("socket.io");
        try (LiveProcess node = Programs.node("sio-server.mjs")) {
            String line = node.awaitLine("listening on \\d+");
            System.setIn(new ByteArrayInputStream("""
                    ack message-with-ack "grüße" {"a":[1,null]} <01 ff>
                    emit message 42
                    ack join "java"
                    of /custom
                    ack message-with-ack
                    of /nowhere
                    """.getBytes(StandardCharsets.UTF_8)));
            Cli.Result result = Cli.run("sio-client", line.substring("listening on ".length()), "--auth",
                    "{\"token\":\"abc\"}", option);
            assertEquals("""
                    auth {"token":"abc"}
                    ack of message-with-ack: "grüße" {"a":[1,null]} <01 ff>
                    message-back 42
                    ack of join: ["java"]
                    /custom auth {"token":"abc"}
                    /custom ack of message-with-ack:
                    """, result.out(), result.toString());
            assertEquals(ExitCode.FAILED, result.code(), "a namespace was refused");
        }
    }
}
