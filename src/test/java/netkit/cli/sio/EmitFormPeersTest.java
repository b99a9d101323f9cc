package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;
import netkit.testing.Programs;
import netkit.testing.RedisServer;
import netkit.testing.SideBySide;

/** Each form of emit reaches the same clients as with npm's socket.io, and the code that is shown is what runs. */
@Tag("peers")
class EmitFormPeersTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final int SCREEN_LINES = 24;
    private static final RedisBus.Listener QUIET = new RedisBus.Listener() {
        @Override
        public void lost(String cause) {}

        @Override
        public void back(long dropped) {}
    };

    @Test
    @SideBySide
    void serverThatIsAloneReachesTheSameClientsAsTheReference() throws Exception {
        Programs.needPeer("socket.io");
        List<EmitForm> forms = Stream.of(EmitForm.values()).filter(form -> !form.needsOtherServer()).toList();
        try (EmitStage netkit = new EmitStage(new NetkitEmitServers(Optional.empty(), QUIET));
                EmitStage reference = new EmitStage(new ReferenceEmitServers(Optional.empty()))) {
            assertSame(forms, reference, netkit);
        }
    }

    @Test
    @SideBySide
    void serversJoinedByRedisReachTheSameClientsAsTheReference() throws Exception {
        Programs.needPeer("@socket.io/redis-adapter");
        try (RedisServer redis = new RedisServer();
                EmitStage netkit = new EmitStage(
                        new NetkitEmitServers(Optional.of(RedisUrl.parse(redis.url())), QUIET));
                EmitStage reference = new EmitStage(new ReferenceEmitServers(Optional.of(redis)))) {
            assertSame(List.of(EmitForm.values()), reference, netkit);
        }
    }

    private static void assertSame(List<EmitForm> forms, EmitStage reference, EmitStage netkit)
            throws Exception {
        List<EmitResult> results = new ArrayList<>();
        for (EmitForm form : forms) {
            EmitResult expected = reference.perform(form, LIMIT);
            EmitResult measured = netkit.perform(form, LIMIT);
            assertEquals(expected, measured, () -> "form " + form);
            assertTrue(expected.receivers().size() + expected.servers().size() > 0 || form == EmitForm.FETCH
                    || form == EmitForm.DISCONNECT, () -> form + " reached no client: " + expected);
            results.add(measured);
            assertFits(EmitDrawing.lines(measured));
            assertTrue(EmitDrawing.lines(measured).size() < SCREEN_LINES, () -> form + " is too long");
        }
        assertFits(EmitTable.lines(results));
    }

    private static void assertFits(List<String> lines) {
        lines.forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void codeThatIsShownIsTheCodeThatRuns() throws IOException {
        String java = source("src/main/java/netkit/cli/sio/NetkitEmitServers.java")
                + source("src/main/java/netkit/cli/sio/SocketEmitMember.java");
        String javaScript = source("src/test/node/sio-emit.mjs");
        for (EmitForm form : EmitForm.values()) {
            for (String statement : form.java().split("; ")) {
                assertTrue(java.contains(statement.replaceAll("\\s", "")), form + ": " + statement);
            }
            if (form.kind() != EmitForm.Kind.CLIENT) { // the script is a server
                for (String statement : form.javaScript().split("; ")) {
                    assertTrue(javaScript.contains(statement.replaceAll("\\s", "")), form + ": " + statement);
                }
            }
        }
    }

    private static String source(String file) throws IOException {
        return Files.readString(Path.of(file)).replaceAll("\\s", "");
    }
}
