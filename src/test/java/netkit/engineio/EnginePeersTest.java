package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.Scheduler;
import netkit.net.Tls;
import netkit.testing.Keystore;
import netkit.testing.Leftovers;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The server with npm's {@code engine.io-client}. */
@Timeout(120)
@Tag("peers")
@Tag("slow")
class EnginePeersTest {
    private static void runScript(EngineEcho server, String url, String transports, int messages)
            throws Exception {
        try (LiveProcess node = Programs.node("engine-client.mjs", url, transports,
                Integer.toString(messages))) {
            assertEquals(0, node.awaitExit(), () -> node + "\n" + server.log);
            node.awaitLine("done.*");
        }
        assertEquals("forced close", server.awaitEnd(server.opened.take().id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void npmClientReceivesItsMessagesInOrder(String transports) throws Exception {
        Programs.needPeer("engine.io-client");
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT)) {
            runScript(server, "http://127.0.0.1:" + server.port(), transports, 10_000);
        }
    }

    @Test
    void npmClientUpgradesOverTls(@TempDir Path folder) throws Exception {
        Programs.needPeer("engine.io-client");
        Path keystore = Keystore.create(folder);
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT,
                Tls.server(keystore, Keystore.PASSWORD.toCharArray()), Scheduler.SYSTEM)) {
            runScript(server, "https://localhost:" + server.port(), "polling,websocket", 1000);
        }
    }

    @Test
    void npmClientLeavesNoSessionBehind() throws Exception {
        Programs.needPeer("engine.io-client");
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT)) {
            runScript(server, "http://127.0.0.1:" + server.port(), "polling,websocket", 10);
            Leftovers.await(() -> server.engine.sessions() == 0,
                    () -> server.engine.sessions() + " sessions");
            assertEquals(Set.of(), Set.copyOf(server.opened));
        }
    }
}
