package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heartbeat and the close of a session, as raw requests over both transports. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"netkit", "reference"})
@Tag("slow")
class EngineCloseRequestsTest extends EngineRequestsFixture {
    EngineCloseRequestsTest(String implementation) {
        super(implementation);
    }

    @Test
    void pongsKeepTheSessionOpen() throws Exception {
        start(EngineHost.heartbeat(300, 5000));
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH);
        socket.frame();
        for (int i = 0; i < 3; i++) {
            assertEquals("200 2", get(path(sid)));
            assertEquals("200 ok", post(path(sid), "3"));
            assertEquals("text 2", socket.frame());
            socket.text("3");
        }
    }

    @Test
    void sessionWithoutPollsEndsByPingTimeout() throws Exception {
        start(EngineHost.heartbeat(300, 200));
        String sid = openSession();
        assertEquals("ping timeout", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void sessionIsUnknownAfterThePingTimeout() throws Exception {
        start(EngineHost.heartbeat(100, 100));
        String sid = openSession();
        Thread.sleep(600); // three times the interval and the timeout, for a busy machine
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void clientThatSendsNoPongIsClosed() throws Exception {
        start(EngineHost.heartbeat(200, 200));
        String sid = openSession();
        assertEquals("200 2", get(path(sid)));
        assertEquals("200 1", get(path(sid)));
        assertEquals("ping timeout", host.awaitEnd(sid));
        RawHttp socket = webSocket(WS_PATH);
        String other = sidOf(socket.frame());
        assertEquals("text 2", socket.frame());
        assertEquals("close ", socket.frame());
        assertEquals("ping timeout", host.awaitEnd(other));
    }

    @Test
    void otherPacketExtendsThePongDeadlineOnce() throws Exception {
        start(EngineHost.heartbeat(100, 800));
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("text 2", socket.frame());
        Thread.sleep(500);
        assertEquals("text 4a", socket.text("4a").frame());
        Thread.sleep(500); // beyond the timeout, if it had not been extended
        assertEquals("text 4b", socket.text("4b").frame());
        assertEquals("close ", socket.frame());
        assertEquals("ping timeout", host.awaitEnd(sid));
    }

    @Test
    void clientClosesWithAClosePacket() throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        assertEquals("200 ok", post(path(sid), "1"));
        assertEquals("200 6", poll.response().toString());
        assertEquals("transport close", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void clientClosesItsWebSocket() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("close 1000", socket.frame(8, new byte[] {0x03, (byte) 0xE8}).frame());
        socket.close();
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    void resetWebSocketIsATransportClose() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        socket.close();
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    void closePacketOverWebSocketClosesTheSession() throws Exception {
        start(EngineHost.heartbeat(300, 200));
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        socket.text("1");
        // The reference ignores it there, and the session ends by ping timeout.
        assertEquals(isNetkit() ? "close " : "text 2", socket.frame());
        assertEquals(isNetkit() ? "transport close" : "ping timeout", host.awaitEnd(sid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"close!", "abort!"})
    void serverClosesThePendingPoll(String order) throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        post(path(sid), "4" + order);
        assertEquals("200 1", poll.response().toString());
        assertEquals("forced close", host.awaitEnd(sid));
    }

    @Test
    void serverClosesWithTheNextPoll() throws Exception {
        start();
        String sid = openSession();
        assertEquals("200 ok", post(path(sid), "4first\u001e4close!"));
        assertEquals("200 4first", get(path(sid)));
        assertEquals("200 6\u001e1", get(path(sid)));
        assertEquals("forced close", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"close!", "abort!"})
    void serverClosesTheWebSocket(String order) throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("text 4first", socket.text("4first").text("4" + order).frame());
        assertEquals("close ", socket.frame());
        assertEquals("forced close", host.awaitEnd(sid));
    }
}
