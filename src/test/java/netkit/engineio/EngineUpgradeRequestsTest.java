package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.SideBySide;

/** The upgrade from polling to WebSocket, as raw requests. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"netkit", "reference"})
@Tag("slow")
class EngineUpgradeRequestsTest extends EngineRequestsFixture {
    EngineUpgradeRequestsTest(String implementation) {
        super(implementation);
    }

    @Test
    @SideBySide
    void sessionIsUpgradedToWebSocket() throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", socket.text("2probe").frame());
        assertEquals("200 6", poll.response().toString());
        assertEquals("200 6", get(path(sid)), "and every poll until it has moved");
        assertEquals("200 ok", post(path(sid), "4over polling"));
        assertEquals("text 4over polling", socket.text("5").frame());
        assertEquals("text 4hello", socket.text("4hello").frame());
        assertEquals(BAD_REQUEST, get(path(sid)));
        assertEquals(BAD_REQUEST, post(path(sid), "4x"));
        assertEquals("close ", webSocket(WS_PATH + "&sid=" + sid).frame());
        assertEquals("text 4still", socket.text("4still").frame());
    }

    @Test
    @SideBySide
    void pollPendingDuringTheUpgradeIsClosed() throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        Thread.sleep(300); // beyond the window in which requests may be reordered
        assertEquals("text 4hello", socket.text("5").text("4hello").frame());
        assertEquals("200 1", poll.response().toString());
    }

    @Test
    @SideBySide
    void secondWebSocketForAnUpgradeIsClosed() throws Exception {
        start();
        String sid = openSession();
        RawHttp first = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", first.text("2probe").frame());
        assertEquals("close ", webSocket(WS_PATH + "&sid=" + sid).frame());
        assertEquals("text 4hello", first.text("5").text("4hello").frame());
    }

    @ParameterizedTest
    @SideBySide
    @ValueSource(strings = {"4hello", "2", "3probe", "abc", "2prob"})
    void invalidProbeIsClosedAndPollingContinues(String packet) throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("close ", socket.text(packet).frame());
        assertEquals("200 ok", post(path(sid), "4hello"));
        assertEquals("200 4hello", get(path(sid)));
    }

    @Test
    @SideBySide
    void upgradeTimesOut() throws Exception {
        start(EngineServerOptions.DEFAULT.withUpgradeTimeout(Duration.ofSeconds(3)));
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", socket.text("2probe").frame());
        assertEquals("close ", socket.frame());
        assertEquals("200 ok", post(path(sid), "4hello"));
        assertEquals("200 4hello", get(path(sid)));
        // another attempt succeeds
        RawHttp second = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", second.text("2probe").frame());
        assertEquals("text 4moved", second.text("5").text("4moved").frame());
    }

    @Test
    @SideBySide
    void resetProbeLeavesPollingUnchanged() throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", socket.text("2probe").frame());
        socket.close();
        assertEquals("200 ok", post(path(sid), "4hello"));
        String polled = get(path(sid));
        while (polled.equals("200 6")) { // as long as the server has not noticed
            polled = get(path(sid));
        }
        assertEquals("200 4hello", polled);
    }

    @Test
    @SideBySide
    void closedSessionClosesItsProbe() throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", socket.text("2probe").frame());
        assertEquals("200 ok", post(path(sid), "1"));
        assertEquals("close ", socket.frame());
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    @SideBySide
    void otherProtocolVersionIsRefusedForASession() throws Exception {
        start();
        String sid = openSession();
        assertEquals(BAD_REQUEST, get("/engine.io/?EIO=3&transport=polling&sid=" + sid));
        assertEquals("200 ok", post(path(sid), "4still here"));
    }
}
