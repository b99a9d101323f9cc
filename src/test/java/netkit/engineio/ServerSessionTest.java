package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The rules at the server's end, without sockets and with a manual clock. */
class ServerSessionTest {
    private static final EngineServerOptions OPTIONS = EngineServerOptions.DEFAULT
            .withHeartbeat(Duration.ofMillis(300), Duration.ofMillis(200))
            .withUpgradeTimeout(Duration.ofMillis(250))
            .withMaxBacklog(1000);

    private final RecordedEffects effects = new RecordedEffects();

    private static long ms(long millis) {
        return millis * 1_000_000;
    }

    private ServerSession polling() {
        ServerSession session = new ServerSession(OPTIONS, EngineTransport.POLLING, effects);
        session.open("s", ms(0));
        session.poll(ms(0));
        assertTrue(effects.drain().startsWith("answer 0{"));
        return session;
    }

    private ServerSession webSocket() {
        ServerSession session = new ServerSession(OPTIONS, EngineTransport.WEBSOCKET, effects);
        session.open("s", ms(0));
        assertTrue(effects.drain().startsWith("frame 0{"));
        return session;
    }

    private static EnginePacket packet(String text) throws EngineException {
        return EnginePacket.decode(text);
    }

    private static boolean send(ServerSession session, String... messages) {
        return session.send(List.of(messages).stream().map(EnginePacket::message).toList());
    }

    private String tick(ServerSession session, long millis) {
        session.tick(ms(millis));
        return effects.drain();
    }

    @Test
    void messagesWaitForAPollAndShareAPayload() {
        ServerSession session = polling();
        assertFalse(session.isWritable());
        assertTrue(send(session, "a"));
        assertTrue(send(session, "b", "c"));
        assertEquals("", effects.drain());
        session.poll(ms(0));
        assertEquals("answer 4a|4b|4c", effects.drain());
        session.poll(ms(0));
        assertTrue(session.isWritable());
        assertEquals("", effects.drain());
        assertTrue(send(session, "d"));
        assertEquals("answer 4d", effects.drain());
        assertFalse(session.isWritable());
    }

    @Test
    void messagesOverWebSocketAreSentAtOnce() {
        ServerSession session = webSocket();
        assertTrue(session.isWritable());
        assertTrue(send(session, "a", "b"));
        assertEquals("frame 4a, frame 4b", effects.drain());
        effects.backlog = 1;
        assertFalse(session.isWritable());
        assertTrue(send(session, "c"));
        assertEquals("frame 4c", effects.drain());
    }

    @Test
    void groupIsSentWholeOrNotAtAll() {
        ServerSession session = polling();
        String half = "x".repeat(450);
        assertTrue(send(session, half));
        assertFalse(send(session, half, half));
        assertTrue(send(session, half));
        assertFalse(send(session, half));
        session.poll(ms(0));
        assertEquals("answer 4" + half + "|4" + half, effects.drain());
        assertTrue(send(session, half), "there is room again");
        ServerSession other = webSocket();
        effects.backlog = 900;
        assertFalse(send(other, half));
        assertEquals("", effects.drain());
    }

    @Test
    void serverPingsAndClientMustSendPongs() throws Exception {
        ServerSession session = webSocket();
        assertEquals(ms(300), session.dueAt());
        assertEquals("", tick(session, 299));
        assertEquals("frame 2", tick(session, 300));
        assertEquals(ms(500), session.dueAt());
        session.receive(packet("3"), ms(400));
        assertEquals(ms(700), session.dueAt(), "the interval counts from the pong");
        assertEquals("frame 2", tick(session, 700));
        assertEquals("", tick(session, 899));
        assertEquals("close websocket, closed ping timeout", tick(session, 900));
        assertEquals(Session.NEVER, session.dueAt());
    }

    @Test
    void lateSchedulerLeavesTheClientMostOfThePingTimeout() {
        ServerSession session = webSocket();
        assertEquals("frame 2", tick(session, 10_000));
        assertEquals(ms(10_175), session.dueAt(), "seven eighths of the time-out at least");
    }

    @Test
    void otherPacketExtendsThePongDeadlineOnce() throws Exception {
        ServerSession session = webSocket();
        tick(session, 300);
        session.receive(packet("4a"), ms(450));
        assertEquals(ms(650), session.dueAt());
        session.receive(packet("4b"), ms(600));
        assertEquals(ms(650), session.dueAt());
        assertEquals("deliver a, deliver b", effects.drain());
        session.receive(packet("3"), ms(640));
        tick(session, 940);
        session.receive(packet("6"), ms(1000));
        assertEquals(ms(1200), session.dueAt(), "and once again with the next ping");
    }

    @Test
    void sessionWithoutPollsEndsByPingTimeout() {
        ServerSession session = polling();
        assertEquals("", tick(session, 300));
        assertEquals("closed ping timeout", tick(session, 500));
    }

    @Test
    void pendingPollReceivesTheClosePacket() throws Exception {
        ServerSession session = polling();
        session.poll(ms(0));
        assertEquals("answer 2", tick(session, 300));
        session.poll(ms(0));
        assertEquals("answer 1, closed ping timeout", tick(session, 500));
    }

    @Test
    void secondPollClosesTheSession() {
        ServerSession session = polling();
        assertTrue(session.poll(ms(0)));
        assertFalse(session.poll(ms(0)));
        assertEquals("answer 1, closed transport error", effects.drain());
        assertTrue(session.isClosed());
    }

    @Test
    void secondPostClosesTheSession() {
        ServerSession session = polling();
        assertTrue(session.beginPost());
        session.postReceived();
        assertTrue(session.beginPost());
        assertFalse(session.beginPost());
        assertEquals("abort post, closed transport error", effects.drain());
    }

    @Test
    void closePacketCompletesThePendingPoll() throws Exception {
        ServerSession session = polling();
        session.poll(ms(0));
        session.receive(packet("1"), ms(1));
        assertEquals("answer 6, closed transport close", effects.drain());
        session.receive(packet("4late"), ms(2));
        assertFalse(send(session, "late"));
        assertEquals("", effects.drain());
    }

    @Test
    void pollOvertakenByTheClosePacketIsAnswered() throws Exception {
        ServerSession session = polling();
        session.receive(packet("1"), ms(10));
        assertTrue(session.isCloseReceived());
        assertFalse(send(session, "late"));
        assertEquals("", tick(session, 59));
        session.poll(ms(59));
        assertEquals("answer 6, closed transport close", effects.drain());
        assertFalse(session.isCloseReceived());
    }

    @Test
    void closePacketWithoutAPollEndsTheSessionSoon() throws Exception {
        ServerSession session = polling();
        session.receive(packet("1"), ms(10));
        session.receive(packet("4late"), ms(11));
        assertEquals("", effects.drain());
        assertEquals(ms(60), session.dueAt());
        assertEquals("closed transport close", tick(session, 60));
    }

    @Test
    void pollThatOvertakesTheUpgradePacketIsRefused() throws Exception {
        ServerSession session = polling();
        session.beginUpgrade(ms(0));
        session.receiveProbe(packet("2probe"), ms(1));
        session.poll(ms(10));
        session.receiveProbe(packet("5"), ms(59));
        assertEquals("probe 3probe, refuse poll, adopt", effects.drain());
    }

    @Test
    void pollPendingDuringTheUpgradeIsClosed() throws Exception {
        ServerSession session = polling();
        session.poll(ms(10));
        session.beginUpgrade(ms(20));
        session.receiveProbe(packet("5"), ms(60));
        assertEquals("answer 1, adopt", effects.drain());
    }

    @Test
    void pingFromTheClientIsAProtocolViolation() throws Exception {
        ServerSession session = webSocket();
        session.receive(packet("2"), ms(1));
        assertEquals("close websocket, closed transport error", effects.drain());
    }

    @Test
    void upgradeKeepsTheOrderOfMessages() throws Exception {
        ServerSession session = polling();
        session.poll(ms(0));
        assertTrue(session.beginUpgrade(ms(0)));
        assertFalse(session.beginUpgrade(ms(0)), "one at a time");
        session.receiveProbe(packet("2probe"), ms(1));
        assertEquals("probe 3probe, answer 6", effects.drain());
        assertEquals(EngineTransport.POLLING, session.transport());
        assertTrue(send(session, "a"));
        session.poll(ms(0));
        assertEquals("answer 4a", effects.drain(), "polling carries it until the client says so");
        session.poll(ms(0));
        assertEquals("answer 6", tick(session, 101), "and each poll is answered soon");
        assertTrue(send(session, "b"));
        session.receiveProbe(packet("5"), ms(102));
        assertEquals("adopt, frame 4b", effects.drain());
        assertEquals(EngineTransport.WEBSOCKET, session.transport());
        assertTrue(send(session, "c"));
        assertEquals("frame 4c", effects.drain());
        assertFalse(session.beginUpgrade(ms(103)));
        assertEquals("frame 2", tick(session, 300));
    }

    @Test
    void invalidProbeIsClosedAndPollingContinues() throws Exception {
        for (String bad : List.of("4hello", "2", "2prob", "3probe", "1")) {
            ServerSession session = polling();
            session.beginUpgrade(ms(0));
            session.receiveProbe(packet(bad), ms(1));
            assertEquals("close probe", effects.drain());
            send(session, "a");
            session.poll(ms(0));
            assertEquals("answer 4a", effects.drain());
            assertTrue(session.beginUpgrade(ms(2)), "another may try");
        }
    }

    @Test
    void upgradeTimesOut() throws Exception {
        ServerSession session = polling();
        session.beginUpgrade(ms(0));
        session.receiveProbe(packet("2probe"), ms(10));
        effects.drain();
        assertEquals("", tick(session, 249));
        assertEquals("close probe", tick(session, 250));
        assertEquals(ms(300), session.dueAt(), "no noop any more");
    }

    @Test
    void outstandingPingSurvivesTheUpgrade() throws Exception {
        ServerSession session = polling();
        session.poll(ms(0));
        assertEquals("answer 2", tick(session, 300));
        session.beginUpgrade(ms(310));
        session.receiveProbe(packet("2probe"), ms(320));
        session.receiveProbe(packet("5"), ms(330));
        effects.drain();
        assertEquals(ms(500), session.dueAt());
        session.receive(packet("3"), ms(340));
        assertEquals(ms(640), session.dueAt());
    }

    @Test
    void closeWaitsUntilTheWriteBufferIsPolled() {
        ServerSession session = polling();
        send(session, "a");
        session.close(ms(0));
        assertFalse(send(session, "b"));
        assertEquals("", effects.drain());
        session.poll(ms(0));
        assertEquals("answer 4a", effects.drain());
        session.poll(ms(0));
        assertEquals("answer 6|1, closed forced close", effects.drain());
    }

    @Test
    void closeTimesOutWithoutAPoll() {
        ServerSession session = new ServerSession(
                OPTIONS.withHeartbeat(Duration.ofMinutes(1), Duration.ofMinutes(1)),
                EngineTransport.POLLING, effects);
        session.open("s", ms(0));
        session.close(ms(0));
        assertEquals("", tick(session, 29_999));
        assertEquals("closed forced close", tick(session, 30_000));
    }

    @Test
    void closeWithAPendingPollIsImmediate() {
        ServerSession session = polling();
        session.poll(ms(0));
        session.close(ms(0));
        assertEquals("answer 1, closed forced close", effects.drain());
    }

    @Test
    void closeDuringAnUpgradeCompletesOverWebSocket() throws Exception {
        ServerSession session = polling();
        session.beginUpgrade(ms(0));
        send(session, "a");
        session.close(ms(1));
        session.receiveProbe(packet("5"), ms(2));
        assertEquals("adopt, frame 4a, close websocket, closed forced close", effects.drain());
    }

    @Test
    void abortIsImmediate() {
        ServerSession session = polling();
        send(session, "a");
        session.beginUpgrade(ms(0));
        session.beginPost();
        session.abort();
        assertEquals("close probe, abort post, closed forced close", effects.drain());
        session.abort();
        session.pollAborted();
        assertEquals("", effects.drain(), "it ends once");
    }
}
