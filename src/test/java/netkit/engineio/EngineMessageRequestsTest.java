package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.SideBySide;

/** Messages as raw requests over both transports: polls, posts, frames, and their limits. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"netkit", "reference"})
@Tag("slow")
class EngineMessageRequestsTest extends EngineRequestsFixture {
    EngineMessageRequestsTest(String implementation) {
        super(implementation);
    }

    @ParameterizedTest
    @SideBySide
    @ValueSource(
            strings = {"4hello", "4test1\u001e4test2\u001e4test3", "4hello\u001ebAQIDBA==", "4", "4€ ö 𝄞",
                "4\u0000\u0001\n\r\t", "b"})
    void postedMessagesAreDelivered(String payload) throws Exception {
        start();
        String sid = openSession();
        RawHttp.Response response = http().post(path(sid), payload).response();
        assertEquals("200 ok", response.toString());
        assertEquals("text/html", response.header("Content-Type"));
        StringBuilder received = new StringBuilder();
        while (received.length() < payload.length()) {
            received.append(received.isEmpty() ? "" : "\u001e")
                    .append(http().get(path(sid)).response().body());
        }
        assertEquals(payload, received.toString());
    }

    @Test
    @SideBySide
    void pollIsPendingUntilThereIsAMessage() throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        assertEquals("200 ok", post(path(sid), "4later"));
        assertEquals("200 4later", poll.response().toString());
        // the connection is reusable
        poll.get(path(sid));
        host.awaitPoll(sid);
        assertEquals("200 ok", post(path(sid), "4again"));
        assertEquals("200 4again", poll.response().toString());
    }

    @Test
    @SideBySide
    void chunkedBodyIsAccepted() throws Exception {
        start();
        String sid = openSession();
        RawHttp http = http()
                .send("POST " + path(sid) + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\n4he\r\n3;x=y\r\nllo\r\n0\r\n\r\n");
        assertEquals("200 ok", http.response().toString());
        assertEquals("200 4hello", get(path(sid)));
    }

    @Test
    @SideBySide
    void expectationOf100ContinueIsMet() throws Exception {
        start();
        String sid = openSession();
        RawHttp http = http().send(
                "POST " + path(sid)
                        + " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", http.head());
        assertEquals("200 ok", http.send("4hello").response().toString());
        assertEquals("200 4hello", get(path(sid)));
    }

    @ParameterizedTest
    @SideBySide
    @ValueSource(strings = {"abc", "", "7", "\u001e", "4good\u001eabc"})
    void invalidPacketClosesTheSession(String payload) throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        // The conformance list expects 400, but does not fail on another status.
        assertEquals(isNetkit() ? "400" : "200 ok", post(path(sid), payload));
        assertEquals("parse error", host.awaitEnd(sid));
        // Valid packets before the invalid one are delivered, and their echo is sent first.
        assertEquals(payload.startsWith("4good") ? "200 4good" : "200 1", poll.response().toString());
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    @SideBySide
    void binaryBodyClosesTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp http = http().post(path(sid), "4hello", "Content-Type: application/octet-stream");
        assertEquals("400", http.response().toString());
        assertEquals("transport error", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @ParameterizedTest
    @SideBySide
    @CsvSource({"PUT", "DELETE", "OPTIONS"})
    void sessionAcceptsOnlyGetAndPost(String method) throws Exception {
        start();
        String sid = openSession();
        assertEquals("500", http().request(method, path(sid), null).response().toString());
        assertEquals("200 ok", post(path(sid), "4still here"));
    }

    @Test
    @SideBySide
    void secondConcurrentGetClosesTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp first = http().get(path(sid));
        host.awaitPoll(sid);
        assertEquals("400", get(path(sid) + "&t=burst"));
        assertEquals("200 1", first.response().toString());
        assertEquals("transport error", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    @SideBySide
    void abortedPollClosesTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        poll.close();
        assertEquals("transport error", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    /** Sends a part of a POST, which the server is reading when this returns: it has asked for the body. */
    private RawHttp halfPost(String sid) throws IOException {
        RawHttp slow = http().send("POST " + path(sid)
                + " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n");
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", slow.head());
        return slow.send("4he");
    }

    @Test
    @SideBySide
    void secondConcurrentPostClosesTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp slow = halfPost(sid);
        assertEquals("400", post(path(sid), "4hello"));
        assertEquals("no response", slow.response().toString());
        assertEquals("transport error", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    @SideBySide
    void abortedPostClosesTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp slow = halfPost(sid);
        slow.close();
        assertEquals("transport error", host.awaitEnd(sid));
    }

    @ParameterizedTest
    @SideBySide
    @CsvSource({"100, 200", "101, 413"})
    void bodyBeyondMaxPayloadIsRefusedAndTheSessionStaysOpen(int size, int status) throws Exception {
        start(EngineServerOptions.DEFAULT.withMaxPayload(100));
        String sid = openSession();
        assertEquals(status, http().post(path(sid), "4" + "x".repeat(size - 1)).response().status());
        assertEquals("200 ok", post(path(sid), "4still here"));
        assertTrue(get(path(sid)).endsWith("4still here"));
    }

    @Test
    @SideBySide
    void chunkedBodyBeyondMaxPayloadIsRefused() throws Exception {
        start(EngineServerOptions.DEFAULT.withMaxPayload(100));
        String sid = openSession();
        RawHttp http = http().send("POST " + path(sid)
                + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n4" + "x".repeat(100)
                + "\r\n0\r\n\r\n");
        assertEquals("413", http.response().toString());
        assertEquals("200 ok", post(path(sid), "4still here"));
    }

    @ParameterizedTest
    @SideBySide
    @CsvSource({"100, text", "101, close"})
    void webSocketMessageBeyondMaxPayloadClosesTheSession(int size, String answer) throws Exception {
        start(EngineServerOptions.DEFAULT.withMaxPayload(100));
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        socket.text("4" + "x".repeat(size - 1));
        String frame = socket.frame();
        assertTrue(frame.startsWith(answer), frame);
        if (answer.equals("close")) {
            assertEquals("close 1009", frame);
            assertEquals("transport error", host.awaitEnd(sid));
        }
    }

    @Test
    @SideBySide
    void webSocketCarriesTextAndBinary() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        socket.frame();
        assertEquals("text 4hello", socket.text("4hello").frame());
        assertEquals("binary 01020304", socket.frame(2, new byte[] {1, 2, 3, 4}).frame());
        assertEquals("binary 01", socket.text("bAQ==").frame());
    }

    @ParameterizedTest
    @SideBySide
    @CsvSource({"abc, parse error", "'', parse error", "2, transport error", "2probe, transport error"})
    void invalidPacketClosesTheSessionOverWebSocket(String frame, String reason) throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("close ", socket.text(frame).frame());
        assertEquals(reason, host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @ParameterizedTest
    @SideBySide
    @ValueSource(strings = {"0", "5", "6", "3", "3probe", "0{}"})
    void packetWithoutMeaningForAServerIsIgnored(String packet) throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        socket.frame();
        assertEquals("text 4hello", socket.text(packet).text("4hello").frame());
        String sid = openSession();
        assertEquals("200 ok", post(path(sid), packet + "\u001e4hello"));
        assertEquals("200 4hello", get(path(sid)));
    }
}
