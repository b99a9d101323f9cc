package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Cli;
import netkit.testing.Keystore;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** ws-server with node's {@code ws} and Chromium as clients. */
@Timeout(120)
@Tag("peers")
@Tag("slow")
class WsPeersTest {
    private static void runScript(Cli.Running server, String script, String... arguments)
            throws IOException, InterruptedException {
        try (LiveProcess node = Programs.node(script, arguments)) {
            assertEquals(0, node.awaitExit(), () -> node + "\n" + server);
            node.awaitLine("done.*");
        }
    }

    @ParameterizedTest
    @CsvSource({"off, 100000", "on, 3000", "no-context, 1000"})
    void nodeReceivesItsEchoes(String deflate, String messages) throws Exception {
        Programs.needPeer("ws");
        try (Cli.Running server = Cli.start("ws-server", "--port", "0", "--deflate", deflate)) {
            runScript(server, "echo.mjs", "ws://127.0.0.1:" + server.port() + "/echo",
                    deflate.equals("off") ? "off" : "on", messages);
            server.awaitErrorLine(".* at /echo, 4000 done");
        }
    }

    @Test
    void nodeReceivesItsEchoesOverTls(@TempDir Path folder) throws Exception {
        Programs.needPeer("ws");
        try (Cli.Running server = Cli.start("ws-server", "--port", "0", "--keystore",
                Keystore.create(folder).toString())) {
            runScript(server, "echo.mjs", "wss://127.0.0.1:" + server.port() + "/echo", "off", "10000");
        }
    }

    @Test
    void nodeClientsChat() throws Exception {
        Programs.needPeer("ws");
        try (Cli.Running server = Cli.start("ws-server", "--port", "0")) {
            runScript(server, "chat.mjs", "ws://127.0.0.1:" + server.port() + "/chat");
        }
    }

    @ParameterizedTest
    @CsvSource({"on", "off"})
    void chromiumChatsAndShowsFrames(String deflate) throws Exception {
        Programs.needPeer("playwright-core");
        Programs.need("chromium");
        try (Cli.Running server = Cli.start("ws-server", "--port", "0", "--deflate", deflate)) {
            runScript(server, "ws-page.mjs", "http://127.0.0.1:" + server.port() + "/");
        }
    }

    @Test
    void chromiumChatsOverHttpAndShowsResponsesAsTheyGrow() throws Exception {
        Programs.needPeer("playwright-core");
        Programs.need("chromium");
        try (Cli.Running server = Cli.start("ws-server", "--port", "0", "--resume-timeout", "10m")) {
            runScript(server, "push-page.mjs", "http://127.0.0.1:" + server.port() + "/");
        }
    }

    @Test
    void pageServedOverTlsConnectsWithWss(@TempDir Path folder) throws Exception {
        Programs.needPeer("playwright-core");
        Programs.need("chromium");
        try (Cli.Running server = Cli.start("ws-server", "--port", "0", "--keystore",
                Keystore.create(folder).toString())) {
            runScript(server, "ws-page.mjs", "https://127.0.0.1:" + server.port() + "/");
        }
    }
}
