package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.engineio.EngineServerOptions;
import netkit.http.HttpRoutes;
import netkit.net.Endpoint;
import netkit.testing.LineSocket;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The server with npm's socket.io-client, which must not see a difference from the reference. */
@Timeout(120)
@Tag("peers")
@Tag("slow")
class SocketIoPeersTest {
    private static void runScript(SocketIoServerOptions options, EngineServerOptions engine, String mode,
            String... cases)
            throws IOException, InterruptedException {
        Programs.needPeer("socket.io-client");
        List<String> arguments = new ArrayList<>();
        try (SocketIoApp app = new SocketIoApp(options, engine)) {
            arguments.addAll(List.of("http://127.0.0.1:" + app.port(), mode));
            arguments.addAll(List.of(cases));
            try (LiveProcess node = Programs.node("sio-judge.mjs", arguments.toArray(String[]::new))) {
                assertEquals(0, node.awaitExit(Duration.ofSeconds(90)), () -> node + "\n" + app);
                node.awaitLine("done");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "upgrade"})
    void npmClientSeesNoDifference(String mode) throws Exception {
        runScript(SocketIoServerOptions.DEFAULT, EngineServerOptions.DEFAULT, mode);
    }

    @Test
    void lostConnectionIsRecovered() throws Exception {
        runScript(SocketIoServerOptions.DEFAULT.withRecovery(Duration.ofMinutes(2)),
                EngineServerOptions.DEFAULT,
                "websocket",
                "recovery");
    }

    @Test
    void withoutRecoveryMissedEventsAreLost() throws Exception {
        runScript(SocketIoServerOptions.DEFAULT, EngineServerOptions.DEFAULT, "websocket", "noRecovery");
    }

    /** The offsets added to events must not disturb anything else. */
    @Test
    void recoveryChangesNothingElse() throws Exception {
        runScript(SocketIoServerOptions.DEFAULT.withRecovery(Duration.ofMinutes(2)),
                EngineServerOptions.DEFAULT,
                "websocket", "auth", "acks", "rooms", "numbers", "disconnects", "middleware");
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void clientWithoutNamespaceIsDisconnected(String mode) throws Exception {
        runScript(SocketIoServerOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(300)),
                EngineServerOptions.DEFAULT,
                mode, "connectTimeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void clientWithoutPongIsDisconnected(String mode) throws Exception {
        runScript(SocketIoServerOptions.DEFAULT,
                EngineServerOptions.DEFAULT.withHeartbeat(Duration.ofMillis(300), Duration.ofMillis(200)),
                mode,
                "pingTimeout");
    }

    /** A client that stops reading is disconnected, and another receives everything. */
    @Test
    void clientThatDoesNotReadDelaysNoOther() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        BlockingQueue<Long> received = new LinkedBlockingQueue<>();
        SocketIoServer server = new SocketIoServer(SocketIoServerOptions.DEFAULT, _ -> {});
        server.onConnection(socket -> socket.onDisconnect((_, reason) -> ends.add(reason.toString())));
        try (SocketIoServer.Listening listening = server.listen(new Endpoint(Endpoint.LOOPBACK, 0),
                EngineServerOptions.DEFAULT.withMaxBacklog(1 << 20), new HttpRoutes(), Optional.empty());
                LineSocket silent = new LineSocket(listening.endpoint().port(), 4096);
                SocketIoClient client = new SocketIoClient(URI.create("http://" + listening.endpoint()),
                        SocketIoClientOptions.DEFAULT)) {
            silent.send(
                    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            assertTrue(silent.next().startsWith("HTTP/1.1 101 "), silent::toString);
            silent.send(HexFormat.of().parseHex("818200000000" + "3430")); // "40"
            client.of("/").on("n", (_, args, _) -> received.add(args.integer(0))).connect()
                    .awaitConnected(Duration.ofSeconds(60));
            while (server.namespace("/").sockets().size() < 2) {
                Thread.sleep(5); // the silent one sends nothing
            }

            long sent = 0;
            String text = "x".repeat(10_000);
            while (ends.isEmpty() && sent < 100_000) {
                server.emit("n", sent++, text);
                if (sent % 50 == 0) {
                    while (received.size() < sent) {
                        Thread.sleep(1); // the other client keeps up
                    }
                }
            }

            assertEquals("client too slow", ends.take());
            for (long i = 0; i < sent; i++) {
                assertEquals(i, received.take());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void serverShutdownIsATransportClose(String mode) throws Exception {
        runScript(SocketIoServerOptions.DEFAULT, EngineServerOptions.DEFAULT, mode, "shutdown");
    }
}
