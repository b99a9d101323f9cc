package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.SideBySide;

/** The heartbeat and the close of a session, as raw requests over both transports. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"netkit", "reference"})
@Tag("slow")
class EngineCloseRequestsTest extends EngineRequestsFixture {
    EngineCloseRequestsTest(String implementation) {
        super(implementation);
    }

    /** Returns the id of the session that was opened on a WebSocket, once its timer runs. */
    private static String ready(RawHttp socket) throws IOException {
        String sid = sidOf(socket.frame());
        assertEquals("text 4ready", socket.text("4ready").frame());
        return sid;
    }

    @Test
    @SideBySide
    void pongsKeepTheSessionOpen() throws Exception {
        startTimed(300, 5000);
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH);
        ready(socket);
        for (int i = 0; i < 3; i++) {
            assertEquals("200 2", pollAndPass(sid, 300));
            assertEquals("200 ok", post(path(sid), "3"));
            assertEquals("text 2", socket.frame());
            assertEquals("text 4the pong was read", socket.text("3").text("4the pong was read").frame());
        }
    }

    @Test
    @SideBySide
    void sessionWithoutPollsEndsByPingTimeout() throws Exception {
        startTimed(300, 200);
        String sid = openSession();
        assertEquals("200 ok", post(path(sid), "4the timer runs"));
        pass(500);
        assertEquals("ping timeout", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    @SideBySide
    void clientThatSendsNoPongIsClosed() throws Exception {
        startTimed(200, 200);
        String sid = openSession();
        assertEquals("200 2", pollAndPass(sid, 200));
        assertEquals("200 1", pollAndPass(sid, 200));
        assertEquals("ping timeout", host.awaitEnd(sid));
        RawHttp socket = webSocket(WS_PATH);
        String other = ready(socket);
        pass(200);
        assertEquals("text 2", socket.frame());
        pass(200);
        assertEquals("close ", socket.frame());
        assertEquals("ping timeout", host.awaitEnd(other));
    }

    @Test
    @SideBySide
    void otherPacketExtendsThePongDeadlineOnce() throws Exception {
        startTimed(100, 800);
        RawHttp socket = webSocket(WS_PATH);
        String sid = ready(socket);
        pass(100);
        assertEquals("text 2", socket.frame());
        pass(500);
        assertEquals("text 4a", socket.text("4a").frame());
        pass(500); // beyond the timeout, if it had not been extended
        assertEquals("text 4b", socket.text("4b").frame());
        pass(300);
        assertEquals("close ", socket.frame());
        assertEquals("ping timeout", host.awaitEnd(sid));
    }

    @Test
    @SideBySide
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
    @SideBySide
    void clientClosesItsWebSocket() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("close 1000", socket.frame(8, new byte[] {0x03, (byte) 0xE8}).frame());
        socket.close();
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    @SideBySide
    void resetWebSocketIsATransportClose() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        socket.close();
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    @SideBySide
    void closePacketOverWebSocketClosesTheSession() throws Exception {
        if (isNetkit()) {
            start();
        } else {
            start(EngineHost.heartbeat(300, 200));
        }
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        socket.text("1");
        // The reference ignores it there, and the session ends by ping timeout.
        assertEquals(isNetkit() ? "close " : "text 2", socket.frame());
        assertEquals(isNetkit() ? "transport close" : "ping timeout", host.awaitEnd(sid));
    }

    @ParameterizedTest
    @SideBySide
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
    @SideBySide
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
    @SideBySide
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
