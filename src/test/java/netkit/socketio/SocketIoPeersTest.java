package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import netkit.engineio.EngineServerOptions;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server as the npm socket.io-client sees it: it may not notice a difference from the reference. */
@Timeout(120)
class SocketIoPeersTest {
    private static void judge(SocketIoServerOptions options, EngineServerOptions engine, String mode,
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
    void theNpmClientSeesNoDifference(String mode) throws Exception {
        judge(SocketIoServerOptions.DEFAULT, EngineServerOptions.DEFAULT, mode);
    }

    @Test
    void whoseConnectionIsCutIsRecovered() throws Exception {
        judge(SocketIoServerOptions.DEFAULT.withRecovery(Duration.ofMinutes(2)), EngineServerOptions.DEFAULT,
                "websocket",
                "recovery");
    }

    @Test
    void withoutRecoveryWhatIsMissedIsGone() throws Exception {
        judge(SocketIoServerOptions.DEFAULT, EngineServerOptions.DEFAULT, "websocket", "noRecovery");
    }

    /** Offsets are added to what is emitted then, and nobody may stumble over them. */
    @Test
    void allElseIsTheSameWithRecovery() throws Exception {
        judge(SocketIoServerOptions.DEFAULT.withRecovery(Duration.ofMinutes(2)), EngineServerOptions.DEFAULT,
                "websocket", "auth", "acks", "rooms", "numbers", "disconnects", "middleware");
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void whoEntersNoNamespaceIsPutOut(String mode) throws Exception {
        judge(SocketIoServerOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(300)),
                EngineServerOptions.DEFAULT,
                mode, "connectTimeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void whoAnswersNoPingIsGone(String mode) throws Exception {
        judge(SocketIoServerOptions.DEFAULT,
                EngineServerOptions.DEFAULT.withHeartbeat(Duration.ofMillis(300), Duration.ofMillis(200)),
                mode,
                "pingTimeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void aServerThatShutsDownIsATransportThatCloses(String mode) throws Exception {
        judge(SocketIoServerOptions.DEFAULT, EngineServerOptions.DEFAULT, mode, "shutdown");
    }
}
