package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.engineio.CloseReason;

/** The client's handling of lost, refused and resumed connections, with a server played by the test. */
@Timeout(60)
class SocketIoClientReconnectTest extends SocketIoClientFixture {
    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void lostConnectionIsReestablished(CloseReason reason) throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine first = connect(socket);

        first.end(reason);
        assertEquals("disconnected: " + reason, note());
        assertTrue(socket.active());
        socket.emit("kept");
        scheduler.advance(Duration.ofMillis(999));
        assertEquals(1, opened.get());
        scheduler.advance(Duration.ofMillis(1));
        assertEquals("attempt 1", note());

        FakeEngine second = engine();
        assertEquals("0", second.next());
        second.receive("0{\"sid\":\"id2\"}");
        assertEquals("connected id2", note());
        assertEquals("2[\"kept\"]", second.next());
    }

    @Test
    void reconnectionBacksOffAndFinallyFails() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine first = connect(socket);
        unreachable.set(true);
        first.end(CloseReason.TRANSPORT_ERROR);
        assertEquals("disconnected: transport error", note());

        for (int attempt = 1; attempt <= 3; attempt++) {
            scheduler.awaitPending(1);
            scheduler.advance(Duration.ofSeconds(1 << attempt - 1).minusMillis(1));
            assertTrue(notes.isEmpty(), "too early");
            scheduler.advance(Duration.ofMillis(1));
            assertEquals("attempt " + attempt, note());
            assertEquals("error connection refused null", note());
        }
        assertEquals("gave up", note());
        assertEquals(0, scheduler.pending());

        unreachable.set(false);
        socket.disconnect();
        socket.connect();
        assertEquals("0", engine().next());
    }

    @Test
    void failedFirstConnectionIsRetried() throws Exception {
        unreachable.set(true);
        ClientSideSocket socket = recorded("/").connect();
        assertEquals("error connection refused null", note());
        IOException failure = assertThrows(IOException.class,
                () -> socket.awaitConnected(Duration.ofMillis(10)));
        assertTrue(failure.getMessage().endsWith(": connection refused"), failure.getMessage());

        unreachable.set(false);
        scheduler.awaitPending(1);
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals("attempt 1", note());
        assertEquals("0", engine().next());
    }

    @Test
    void refusalIsFinal() throws Exception {
        ClientSideSocket socket = recorded("/").connect();
        FakeEngine engine = engine();
        engine.next();
        engine.receive("4{\"message\":\"no\",\"data\":{\"why\":1}}");

        assertEquals("error no {why=1}", note());
        assertTrue(
                assertThrows(ConnectErrorException.class, () -> socket.awaitConnected(Duration.ofSeconds(20)))
                        .isRefused());
        engine.awaitClosed();
        assertFalse(socket.active());
        assertEquals(0, scheduler.pending());

        socket.connect();
        assertEquals("0", engine().next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "4\"text\"", "0", "0{}"})
    void invalidConnectResponsesAreErrors(String answer) throws Exception {
        recorded("/").connect();
        engine().receive(answer);

        assertTrue(note().startsWith("error "));
    }

    @Test
    void serverDisconnectIsFinalAndEarlierEventsAreHandled() throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket).receive("2[\"bye\"]", "1");

        assertEquals("bye[]", note());
        assertEquals("disconnected: io server disconnect", note());
        engine.awaitClosed();
        assertEquals(0, scheduler.pending());
        assertEquals("", socket.id());
        assertThrows(IOException.class, () -> socket.awaitConnected(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2{}", "7"})
    void invalidPacketClosesTheConnectionAndItReconnects(String packet) throws Exception {
        ClientSideSocket socket = recorded("/");
        FakeEngine engine = connect(socket).receive(packet);

        assertEquals("disconnected: parse error", note());
        engine.awaitClosed();
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals("0", engine().next());
    }

    @Test
    void recoverySendsTheLastOffsetAndDeliversMissedEventsFirst() throws Exception {
        ClientSideSocket socket = recorded("/").auth(Map.of("token", 1)).connect();
        FakeEngine engine = engine();
        assertEquals("0{\"token\":1}", engine.next());
        engine.receive("0{\"sid\":\"abc\",\"pid\":\"p1\"}", "2[\"a\",1,\"o1\"]", "2[\"b\",\"o2\"]",
                "27[\"ask\",\"no offset\"]");
        assertEquals(List.of("connected abc", "a[1,\"o1\"]", "b[\"o2\"]", "ask[\"no offset\"]"),
                List.of(note(), note(), note(), note()));
        engine.end(CloseReason.TRANSPORT_CLOSE);
        note();
        scheduler.advance(Duration.ofSeconds(1));
        note();

        FakeEngine second = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o2\",\"token\":1}", second.next());
        second.receive("2[\"c\",\"o3\"]");
        second.end(CloseReason.TRANSPORT_CLOSE); // before the response to CONNECT: the server will send it again
        scheduler.advance(Duration.ofSeconds(1));
        note();
        FakeEngine third = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o2\",\"token\":1}", third.next());
        third.receive("2[\"c\",\"o3\"]", "0{\"sid\":\"abc\",\"pid\":\"p1\"}", "2[\"d\",\"o4\"]");
        assertEquals(List.of("c[\"o3\"]", "connected abc again", "d[\"o4\"]"),
                List.of(note(), note(), note()));
        assertTrue(socket.recovered());

        third.end(CloseReason.PING_TIMEOUT);
        note();
        scheduler.advance(Duration.ofSeconds(1));
        note();
        FakeEngine fourth = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o4\",\"token\":1}", fourth.next());
        fourth.receive("0{\"sid\":\"new\",\"pid\":\"p2\"}");
        assertEquals("connected new", note());
        assertFalse(socket.recovered());
    }

    @Test
    void anotherClientCanResumeASession() throws Exception {
        ClientSideSocket socket = recorded("/").resume("p1", "o2").connect();
        FakeEngine engine = engine();
        assertEquals("0{\"pid\":\"p1\",\"offset\":\"o2\"}", engine.next());
        engine.receive("2[\"c\",\"o3\"]", "0{\"sid\":\"abc\",\"pid\":\"p1\"}");
        assertEquals(List.of("c[\"o3\"]", "connected abc again"), List.of(note(), note()));
        assertEquals(Optional.of("p1"), socket.pid());
    }

    @Test
    void disconnectWhileConnectingLeavesNothingBehind() throws Exception {
        ClientSideSocket socket = recorded("/").connect();
        socket.disconnect();
        FakeEngine engine = engines.poll(1, TimeUnit.SECONDS);
        if (engine != null) { // the attempt had started
            engine.awaitClosed();
        }
        assertTrue(notes.isEmpty(), notes::toString);
        assertEquals(0, scheduler.pending());
    }
}
