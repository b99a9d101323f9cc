package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The rules at the client's end, without sockets and with a manual clock. */
class ClientSessionTest {
    private static final OpenPacket HANDSHAKE = new OpenPacket("s", List.of("websocket", "webtransport"),
            Duration.ofMillis(300), Duration.ofMillis(200), 20);

    private final RecordedEffects effects = new RecordedEffects();

    private static long ms(long millis) {
        return millis * 1_000_000;
    }

    private ClientSession polling() {
        ClientSession session = new ClientSession(HANDSHAKE, EngineTransport.POLLING, 1000, effects, ms(0));
        session.open(true);
        assertEquals("poll, open probe", effects.drain());
        session.probeOpened();
        assertEquals("probe 2probe", effects.drain());
        return session;
    }

    private static EnginePacket packet(String text) throws EngineException {
        return EnginePacket.decode(text);
    }

    private static boolean send(ClientSession session, String... messages) {
        return session.send(List.of(messages).stream().map(EnginePacket::message).toList());
    }

    @Test
    void atMostOneGetAndOnePostAreInFlight() throws Exception {
        ClientSession session = polling();
        assertTrue(send(session, "a"));
        assertEquals("post 4a", effects.drain());
        assertFalse(session.isWritable());
        assertTrue(send(session, "b"));
        assertTrue(send(session, "c"));
        session.receive(packet("4hello"), ms(1));
        session.pollCompleted();
        assertEquals("deliver hello, poll", effects.drain());
        session.postCompleted();
        assertEquals("post 4b|4c", effects.drain());
        session.postCompleted();
        assertTrue(session.isWritable());
        assertEquals("", effects.drain());
    }

    @Test
    void bodyIsLimitedToMaxPayload() {
        ClientSession session = polling();
        send(session, "first");
        send(session, "123456789", "12345678", "1", "a message larger than all of it", "2");
        effects.drain();
        session.postCompleted();
        assertEquals("post 4123456789|412345678", effects.drain());
        session.postCompleted();
        assertEquals("post 41", effects.drain());
        session.postCompleted();
        assertEquals("post 4a message larger than all of it", effects.drain());
        session.postCompleted();
        assertEquals("post 42", effects.drain());
    }

    @Test
    void upgradeWaitsForRequestsInFlight() throws Exception {
        ClientSession session = polling();
        send(session, "a");
        session.receiveProbe(packet("3probe"), ms(0));
        assertFalse(session.isWritable());
        send(session, "b");
        assertEquals("post 4a", effects.drain());
        session.receive(packet("4x"), ms(1));
        session.pollCompleted();
        assertEquals("deliver x", effects.drain(), "no further poll");
        session.postCompleted();
        assertEquals("adopt, frame 5, frame 4b", effects.drain());
        assertEquals(EngineTransport.WEBSOCKET, session.transport());
        send(session, "c");
        assertEquals("frame 4c", effects.drain());
    }

    @Test
    void failedProbeChangesNothing() throws Exception {
        ClientSession session = polling();
        session.receiveProbe(packet("3prob"), ms(0));
        assertEquals("close probe", effects.drain());
        send(session, "a");
        assertEquals("post 4a", effects.drain());
    }

    @Test
    void probeClosedDuringThePauseResumesPolling() throws Exception {
        ClientSession session = polling();
        send(session, "a");
        session.receiveProbe(packet("3probe"), ms(0));
        session.pollCompleted();
        send(session, "b");
        effects.drain();
        session.probeClosed();
        assertEquals("poll", effects.drain());
        session.postCompleted();
        assertEquals("post 4b", effects.drain());
    }

    @Test
    void noProbeWithoutAnUpgradeOnOffer() {
        OpenPacket none = new OpenPacket("s", List.of(), Duration.ofMillis(300), Duration.ofMillis(200), 0);
        new ClientSession(none, EngineTransport.POLLING, 1000, effects, ms(0)).open(true);
        assertEquals("poll", effects.drain());
        new ClientSession(HANDSHAKE, EngineTransport.POLLING, 1000, effects, ms(0)).open(false);
        assertEquals("poll", effects.drain());
        new ClientSession(HANDSHAKE, EngineTransport.WEBSOCKET, 1000, effects, ms(0)).open(true);
        assertEquals("", effects.drain());
    }

    @Test
    void pingIsAnsweredAndRestartsTheTimeout() throws Exception {
        ClientSession session = polling();
        assertEquals(ms(500), session.dueAt());
        session.receive(packet("2"), ms(400));
        assertEquals("post 3", effects.drain());
        assertEquals(ms(900), session.dueAt());
        session.receive(packet("4x"), ms(800));
        assertEquals(ms(900), session.dueAt(), "only pings count");
        session.tick(ms(899));
        assertEquals("deliver x", effects.drain());
        session.tick(ms(900));
        assertEquals("close probe, closed ping timeout", effects.drain());
    }

    @Test
    void closeWaitsForTheWriteBuffer() {
        ClientSession session = polling();
        send(session, "a");
        send(session, "b");
        session.close(ms(0));
        assertFalse(send(session, "c"));
        assertEquals("post 4a", effects.drain());
        session.postCompleted();
        assertEquals("post 4b", effects.drain());
        session.postCompleted();
        assertEquals("post 1 and go, close probe, closed forced close", effects.drain());
    }

    @Test
    void closeWaitsForAnUpgradeInProgress() throws Exception {
        ClientSession session = polling();
        session.receiveProbe(packet("3probe"), ms(0));
        send(session, "a");
        session.close(ms(0));
        assertEquals("", effects.drain());
        session.pollCompleted();
        assertEquals("adopt, frame 5, frame 4a, close websocket, closed forced close", effects.drain());
    }

    @Test
    void serverClosesTheSession() throws Exception {
        ClientSession session = polling();
        session.receive(packet("1"), ms(1));
        assertEquals("close probe, closed transport close", effects.drain());
        session.pollCompleted();
        session.postCompleted();
        session.receive(packet("4late"), ms(2));
        assertEquals("", effects.drain());
    }

    @Test
    void messagesBeyondTheBacklogAreNotSent() {
        ClientSession session = polling();
        send(session, "a");
        String half = "x".repeat(450);
        assertTrue(send(session, half));
        assertFalse(send(session, half, half));
        assertTrue(send(session, half));
        assertFalse(send(session, half));
    }
}
