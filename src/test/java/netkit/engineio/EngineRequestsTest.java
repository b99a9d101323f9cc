package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonParser;

import netkit.testing.Leftovers;

/**
 * The same raw requests to our server and to the reference: status, body and effect are what is written here, for both,
 * and where ours differ on purpose the test says so. What the published conformance list asks for is all here.
 */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"ours", "reference"})
class EngineRequestsTest {
    private static final String PATH = "/engine.io/?EIO=4&transport=polling";
    private static final String WS_PATH = "/engine.io/?EIO=4&transport=websocket";
    private static final String[] UPGRADE = {"Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"};

    private final Leftovers leftovers = new Leftovers();
    private final String whose;
    private final List<AutoCloseable> open = new ArrayList<>();
    private EngineHost host;

    EngineRequestsTest(String whose) {
        this.whose = whose;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        leftovers.awaitNone();
    }

    private boolean isOurs() {
        return whose.equals("ours");
    }

    private void start(EngineServerOptions options) throws IOException {
        host = EngineHost.of(whose, options);
        open.add(host);
    }

    private void start() throws IOException {
        start(EngineHost.heartbeat(25_000, 20_000));
    }

    /** A connection of its own for each. */
    private RawHttp http() throws IOException {
        RawHttp http = new RawHttp(host.port());
        open.add(http);
        return http;
    }

    private String openSession() throws IOException {
        String body = http().get(PATH).response().body();
        return JsonParser.parseString(body.substring(1)).getAsJsonObject().get("sid").getAsString();
    }

    private String path(String sid) {
        return PATH + "&sid=" + sid;
    }

    private String get(String target) throws IOException {
        return http().get(target).response().toString();
    }

    private String post(String target, String body) throws IOException {
        return http().post(target, body).response().toString();
    }

    private RawHttp webSocket(String target) throws IOException {
        RawHttp http = http().get(target, UPGRADE);
        assertEquals(101, http.response().status());
        return http;
    }

    /** Waits until the server has noticed, which no answer tells: a request on the same connection would wait. */
    private static void settle() throws InterruptedException {
        Thread.sleep(300);
    }

    private static final String UNKNOWN_SID = "400 {\"code\":1,\"message\":\"Session ID unknown\"}";
    private static final String BAD_REQUEST = "400 {\"code\":3,\"message\":\"Bad request\"}";

    // Handshake

    @ParameterizedTest
    @CsvSource({"polling, '[\"websocket\"]'", "websocket, []"})
    void aHandshakeSaysWhatTheSessionIsLike(String transport, String upgrades) throws Exception {
        start(EngineHost.heartbeat(300, 200));
        String packet;
        if (transport.equals("polling")) {
            RawHttp.Response response = http().get(PATH).response();
            assertEquals(200, response.status());
            assertEquals("text/plain; charset=UTF-8", response.header("Content-Type"));
            assertEquals("no-store", response.header("Cache-Control"));
            packet = response.body();
        } else {
            packet = webSocket(WS_PATH).frame().substring("text ".length());
        }
        assertTrue(packet.matches("0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\Q" + upgrades
                + "\\E,\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000000}"), packet);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { //
        "GET | ?transport=polling | 400 {\"code\":5,\"message\":\"Unsupported protocol version\"}",
        "GET | ?EIO=abc&transport=polling | 400 {\"code\":5,\"message\":\"Unsupported protocol version\"}",
        "GET | ?EIO=3&transport=polling | 400 {\"code\":5,\"message\":\"Unsupported protocol version\"}",
        "GET | ?EIO=4 | 400 {\"code\":0,\"message\":\"Transport unknown\"}",
        "GET | ?EIO=4&transport=abc | 400 {\"code\":0,\"message\":\"Transport unknown\"}",
        "GET | ?EIO=4&transport=webtransport | 400 {\"code\":0,\"message\":\"Transport unknown\"}",
        "GET | ?EIO=4&transport=POLLING | 400 {\"code\":0,\"message\":\"Transport unknown\"}",
        "GET | ?EIO=4&transport=websocket | 400 {\"code\":3,\"message\":\"Bad request\"}",
        "GET | ?EIO=4&transport=polling&sid=none | 400 {\"code\":1,\"message\":\"Session ID unknown\"}",
        "POST | ?EIO=4&transport=polling&sid=none | 400 {\"code\":1,\"message\":\"Session ID unknown\"}",
        "GET | ?EIO=4&transport=polling&sid=__proto__ | 400 {\"code\":1,\"message\":\"Session ID unknown\"}",
        "POST | ?EIO=4&transport=polling | 400 {\"code\":2,\"message\":\"Bad handshake method\"}",
        "PUT | ?EIO=4&transport=polling | 400 {\"code\":2,\"message\":\"Bad handshake method\"}",
        "OPTIONS | ?EIO=4&transport=polling | 400 {\"code\":2,\"message\":\"Bad handshake method\"}",
        "GET | ?EIO=4&transport=polling&forbidden | 403 {\"code\":4,\"message\":\"Forbidden\"}"})
    void aBadHandshakeIsRefused(String method, String query, String answer) throws Exception {
        start();
        RawHttp.Response response = http().request(method, "/engine.io/" + query,
                method.equals("POST") || method.equals("PUT") ? "4x" : null).response();
        assertEquals(answer, response.toString());
        assertEquals("application/json", response.header("Content-Type"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { //
        "?EIO=4 | 400 Transport unknown", "?EIO=4&transport=abc | 400 Transport unknown",
        "?EIO=4&transport=websocket&sid=none | 400 Session ID unknown",
        "?EIO=4&transport=websocket&forbidden | 400 Forbidden"})
    void aBadHandshakeOfAWebSocketIsRefused(String query, String answer) throws Exception {
        start();
        RawHttp http = http().get("/engine.io/" + query, UPGRADE);
        assertEquals(answer, http.response().toString());
        assertEquals("end", http.frame());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?transport=websocket", "?EIO=abc&transport=websocket"})
    void anotherVersionOverWebSocketIsRefused(String query) throws Exception {
        start();
        RawHttp.Response response = http().get("/engine.io/" + query, UPGRADE).response();
        // The reference shakes hands first, and then writes its 400 where frames should be.
        assertEquals(isOurs() ? "400 Unsupported protocol version" : "101", response.toString());
    }

    @Test
    void aWebSocketForPollingIsClosed() throws Exception {
        start();
        assertEquals("close ", webSocket(PATH).frame());
    }

    @Test
    void theNumberOfTransportsIsAnOption() throws Exception {
        start(EngineServerOptions.DEFAULT.withTransports(EngineTransport.POLLING));
        assertTrue(get(PATH).contains("\"upgrades\":[]"));
        RawHttp.Response refused = http().get(WS_PATH).response();
        assertEquals("400 {\"code\":0,\"message\":\"Transport unknown\"}", refused.toString());
    }

    // Messages

    @ParameterizedTest
    @ValueSource(
            strings = {"4hello", "4test1\u001e4test2\u001e4test3", "4hello\u001ebAQIDBA==", "4", "4€ ö 𝄞",
                "4\u0000\u0001\n\r\t", "b"})
    void whatIsPostedIsDeliveredAndAnswered(String payload) throws Exception {
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
    void aPollIsAnsweredWhenThereIsSomethingToSay() throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        assertEquals("200 ok", post(path(sid), "4later"));
        assertEquals("200 4later", poll.response().toString());
        // and the connection is good for the next
        poll.get(path(sid));
        host.awaitPoll(sid);
        assertEquals("200 ok", post(path(sid), "4again"));
        assertEquals("200 4again", poll.response().toString());
    }

    @Test
    void aChunkedBodyIsABody() throws Exception {
        start();
        String sid = openSession();
        RawHttp http = http()
                .send("POST " + path(sid) + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\n4he\r\n3;x=y\r\nllo\r\n0\r\n\r\n");
        assertEquals("200 ok", http.response().toString());
        assertEquals("200 4hello", get(path(sid)));
    }

    @Test
    void aClientThatExpects100IsTold() throws Exception {
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
    @ValueSource(strings = {"abc", "", "7", "\u001e", "4good\u001eabc"})
    void whatIsNoPacketEndsTheSession(String payload) throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        // The published list wants 400, but does not fail when it gets another.
        assertEquals(isOurs() ? "400" : "200 ok", post(path(sid), payload));
        assertEquals("parse error", host.awaitEnd(sid));
        // What was good before is delivered, and its echo comes first.
        assertEquals(payload.startsWith("4good") ? "200 4good" : "200 1", poll.response().toString());
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void aBinaryBodyEndsTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp http = http().post(path(sid), "4hello", "Content-Type: application/octet-stream");
        assertEquals("400", http.response().toString());
        assertEquals("transport error", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @ParameterizedTest
    @CsvSource({"PUT", "DELETE", "OPTIONS"})
    void aSessionKnowsOnlyGetAndPost(String method) throws Exception {
        start();
        String sid = openSession();
        assertEquals("500", http().request(method, path(sid), null).response().toString());
        assertEquals("200 ok", post(path(sid), "4still here"));
    }

    @Test
    void aSecondGetEndsTheSession() throws Exception {
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
    void aPollThatIsGivenUpEndsTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        poll.close();
        assertEquals("transport error", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void aPostDuringAPostEndsTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp slow = http()
                .send("POST " + path(sid) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n4he");
        settle();
        assertEquals("400", post(path(sid), "4hello"));
        assertEquals("no answer", slow.response().toString());
        assertEquals("transport error", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void aPostThatIsGivenUpEndsTheSession() throws Exception {
        start();
        String sid = openSession();
        RawHttp slow = http()
                .send("POST " + path(sid) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n4he");
        settle();
        slow.close();
        assertEquals("transport error", host.awaitEnd(sid));
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "101, 413"})
    void aBodyThatIsTooLargeIsRefusedAndTheSessionGoesOn(int size, int status) throws Exception {
        start(EngineServerOptions.DEFAULT.withMaxPayload(100));
        String sid = openSession();
        assertEquals(status, http().post(path(sid), "4" + "x".repeat(size - 1)).response().status());
        assertEquals("200 ok", post(path(sid), "4still here"));
        assertTrue(get(path(sid)).endsWith("4still here"));
    }

    @Test
    void aChunkedBodyThatIsTooLargeIsRefused() throws Exception {
        start(EngineServerOptions.DEFAULT.withMaxPayload(100));
        String sid = openSession();
        RawHttp http = http().send("POST " + path(sid)
                + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n4" + "x".repeat(100)
                + "\r\n0\r\n\r\n");
        assertEquals("413", http.response().toString());
        assertEquals("200 ok", post(path(sid), "4still here"));
    }

    @ParameterizedTest
    @CsvSource({"100, text", "101, close"})
    void aWebSocketMessageThatIsTooLargeEndsTheSession(int size, String answer) throws Exception {
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

    private static String sidOf(String openFrame) {
        return JsonParser.parseString(openFrame.substring("text 0".length())).getAsJsonObject().get("sid")
                .getAsString();
    }

    @Test
    void aWebSocketCarriesTextAndBinary() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        socket.frame();
        assertEquals("text 4hello", socket.text("4hello").frame());
        assertEquals("binary 01020304", socket.frame(2, new byte[] {1, 2, 3, 4}).frame());
        assertEquals("binary 01", socket.text("bAQ==").frame());
    }

    @ParameterizedTest
    @CsvSource({"abc, parse error", "'', parse error", "2, transport error", "2probe, transport error"})
    void whatIsNoPacketEndsTheSessionOverWebSocket(String frame, String reason) throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("close ", socket.text(frame).frame());
        assertEquals(reason, host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "6", "3", "3probe", "0{}"})
    void whatHasNoMeaningHereIsIgnored(String packet) throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        socket.frame();
        assertEquals("text 4hello", socket.text(packet).text("4hello").frame());
        String sid = openSession();
        assertEquals("200 ok", post(path(sid), packet + "\u001e4hello"));
        assertEquals("200 4hello", get(path(sid)));
    }

    // Heartbeat

    @Test
    void whoAnswersPingsStays() throws Exception {
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
    void aPollThatIsNeverFetchedEndsByTimeOut() throws Exception {
        start(EngineHost.heartbeat(300, 200));
        String sid = openSession();
        assertEquals("ping timeout", host.awaitEnd(sid));
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void atTheTimeOutTheSessionIsOver() throws Exception {
        start(EngineHost.heartbeat(300, 200));
        String sid = openSession();
        Thread.sleep(1000); // that is half of it, and a busy machine has as much again
        assertEquals(UNKNOWN_SID, get(path(sid)));
    }

    @Test
    void whoFetchesButDoesNotAnswerIsClosed() throws Exception {
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
    void anotherPacketIsASignOfLifeOnce() throws Exception {
        start(EngineHost.heartbeat(300, 1200));
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("text 2", socket.frame());
        Thread.sleep(800);
        assertEquals("text 4a", socket.text("4a").frame());
        Thread.sleep(800); // beyond the time-out, but for the sign of life
        assertEquals("text 4b", socket.text("4b").frame());
        assertEquals("close ", socket.frame());
        assertEquals("ping timeout", host.awaitEnd(sid));
    }

    // Close

    @Test
    void aClientClosesWithAPacket() throws Exception {
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
    void aClientClosesItsWebSocket() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("close 1000", socket.frame(8, new byte[] {0x03, (byte) 0xE8}).frame());
        socket.close();
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    void aWebSocketThatIsCutIsATransportClose() throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        socket.close();
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    void aClosePacketOverWebSocketEndsTheSession() throws Exception {
        start(EngineHost.heartbeat(300, 200));
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        socket.text("1");
        // The reference does not know it there: the session ends because nothing more comes.
        assertEquals(isOurs() ? "close " : "text 2", socket.frame());
        assertEquals(isOurs() ? "transport close" : "ping timeout", host.awaitEnd(sid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"close!", "abort!"})
    void theServerClosesAPollThatIsPending(String order) throws Exception {
        start();
        String sid = openSession();
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        post(path(sid), "4" + order);
        assertEquals("200 1", poll.response().toString());
        assertEquals("forced close", host.awaitEnd(sid));
    }

    @Test
    void theServerClosesWithTheNextPoll() throws Exception {
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
    void theServerClosesAWebSocket(String order) throws Exception {
        start();
        RawHttp socket = webSocket(WS_PATH);
        String sid = sidOf(socket.frame());
        assertEquals("text 4first", socket.text("4first").text("4" + order).frame());
        assertEquals("close ", socket.frame());
        assertEquals("forced close", host.awaitEnd(sid));
    }

    // Upgrade

    @Test
    void aSessionMovesToWebSocket() throws Exception {
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
    void aPollThatIsPendingWhenTheSessionMovesIsClosed() throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        settle(); // or the upgrade might have overtaken it
        assertEquals("text 4hello", socket.text("5").text("4hello").frame());
        assertEquals("200 1", poll.response().toString());
    }

    @Test
    void aSecondWebSocketForAnUpgradeIsClosed() throws Exception {
        start();
        String sid = openSession();
        RawHttp first = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", first.text("2probe").frame());
        assertEquals("close ", webSocket(WS_PATH + "&sid=" + sid).frame());
        assertEquals("text 4hello", first.text("5").text("4hello").frame());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "2", "3probe", "abc", "2prob"})
    void aProbeThatIsNoneIsClosedAndPollingGoesOn(String packet) throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("close ", socket.text(packet).frame());
        assertEquals("200 ok", post(path(sid), "4hello"));
        assertEquals("200 4hello", get(path(sid)));
    }

    @Test
    void anUpgradeThatTakesTooLongIsGivenUp() throws Exception {
        start(EngineServerOptions.DEFAULT.withUpgradeTimeout(Duration.ofMillis(300)));
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", socket.text("2probe").frame());
        assertEquals("close ", socket.frame());
        assertEquals("200 ok", post(path(sid), "4hello"));
        assertEquals("200 4hello", get(path(sid)));
        // and another may try
        RawHttp second = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", second.text("2probe").frame());
        assertEquals("text 4moved", second.text("5").text("4moved").frame());
    }

    @Test
    void aProbeThatIsCutLeavesPollingAsItWas() throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", socket.text("2probe").frame());
        socket.close();
        settle();
        assertEquals("200 ok", post(path(sid), "4hello"));
        assertEquals("200 4hello", get(path(sid)));
    }

    @Test
    void aSessionThatEndsTakesItsProbeWithIt() throws Exception {
        start();
        String sid = openSession();
        RawHttp socket = webSocket(WS_PATH + "&sid=" + sid);
        assertEquals("text 3probe", socket.text("2probe").frame());
        assertEquals("200 ok", post(path(sid), "1"));
        assertEquals("close ", socket.frame());
        assertEquals("transport close", host.awaitEnd(sid));
    }

    @Test
    void anotherVersionForASessionIsRefused() throws Exception {
        start();
        String sid = openSession();
        assertEquals(BAD_REQUEST, get("/engine.io/?EIO=3&transport=polling&sid=" + sid));
        assertEquals("200 ok", post(path(sid), "4still here"));
    }

    // CORS

    private static String corsOf(RawHttp.Response response) {
        return String.join("; ", response.header("Access-Control-Allow-Origin"),
                response.header("Access-Control-Allow-Credentials"),
                response.header("Access-Control-Allow-Methods"),
                response.header("Access-Control-Allow-Headers"),
                response.header("Vary"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { //
        "* | false | http://a | *; ; ; ;", "* | true | http://a | *; true; ; ;",
        "http://a,http://b | true | http://b | http://b; true; ; ; Origin",
        "http://a,http://b | false | http://c | ; ; ; ; Origin"})
    void pagesOfOtherOriginsAreTold(String origins, boolean credentials, String origin, String headers)
            throws Exception {
        start(EngineServerOptions.DEFAULT.withCors(new Cors(List.of(origins.split(",")), credentials)));
        RawHttp.Response opened = http().get(PATH, "Origin: " + origin).response();
        assertEquals(200, opened.status());
        assertEquals(headers, corsOf(opened).strip());
        RawHttp.Response refused = http().get(PATH + "&sid=none", "Origin: " + origin).response();
        assertEquals(400, refused.status());
        assertEquals(headers, corsOf(refused).strip());
        RawHttp.Response preflight = http().request("OPTIONS", PATH, null, "Origin: " + origin,
                "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type")
                .response();
        assertEquals(204, preflight.status());
        String[] parts = headers.split(";", -1);
        String vary = parts[4].isBlank() ? " Access-Control-Request-Headers"
                : parts[4] + ", Access-Control-Request-Headers";
        assertEquals(parts[0] + ";" + parts[1] + "; GET,HEAD,PUT,PATCH,POST,DELETE; content-type;" + vary,
                corsOf(preflight));
    }

    @Test
    void withoutCorsNothingIsSaid() throws Exception {
        start();
        assertEquals("; ; ; ; ", corsOf(http().get(PATH, "Origin: http://a").response()));
    }
}
