package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.SideBySide;

/** The handshake as raw requests: parameters, errors, and CORS headers. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"netkit", "reference"})
@Tag("slow")
class EngineHandshakeRequestsTest extends EngineRequestsFixture {
    EngineHandshakeRequestsTest(String implementation) {
        super(implementation);
    }

    @ParameterizedTest
    @SideBySide
    @CsvSource({"polling, '[\"websocket\"]'", "websocket, []"})
    void handshakeAnnouncesTheOptionsOfTheSession(String transport, String upgrades) throws Exception {
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
    @SideBySide
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
    void invalidHandshakeRequestIsRefused(String method, String query, String answer) throws Exception {
        start();
        RawHttp.Response response = http().request(method, "/engine.io/" + query,
                method.equals("POST") || method.equals("PUT") ? "4x" : null).response();
        assertEquals(answer, response.toString());
        assertEquals("application/json", response.header("Content-Type"));
    }

    @ParameterizedTest
    @SideBySide
    @CsvSource(delimiter = '|', value = { //
        "?EIO=4 | 400 Transport unknown", "?EIO=4&transport=abc | 400 Transport unknown",
        "?EIO=4&transport=websocket&sid=none | 400 Session ID unknown",
        "?EIO=4&transport=websocket&forbidden | 400 Forbidden"})
    void invalidWebSocketHandshakeRequestIsRefused(String query, String answer) throws Exception {
        start();
        RawHttp http = http().get("/engine.io/" + query, UPGRADE);
        assertEquals(answer, http.response().toString());
        assertEquals("end", http.frame());
    }

    @ParameterizedTest
    @SideBySide
    @ValueSource(strings = {"?transport=websocket", "?EIO=abc&transport=websocket"})
    void otherProtocolVersionIsRefusedOverWebSocket(String query) throws Exception {
        start();
        RawHttp.Response response = http().get("/engine.io/" + query, UPGRADE).response();
        // The reference completes the handshake first and then writes its 400 in place of frames.
        assertEquals(isNetkit() ? "400 Unsupported protocol version" : "101", response.toString());
    }

    @Test
    @SideBySide
    void webSocketForThePollingTransportIsClosed() throws Exception {
        start();
        assertEquals("close ", webSocket(PATH).frame());
    }

    @Test
    @SideBySide
    void offeredTransportsAreAnOption() throws Exception {
        start(EngineServerOptions.DEFAULT.withTransports(EngineTransport.POLLING));
        assertTrue(get(PATH).contains("\"upgrades\":[]"));
        RawHttp.Response refused = http().get(WS_PATH).response();
        assertEquals("400 {\"code\":0,\"message\":\"Transport unknown\"}", refused.toString());
    }

    private static String corsOf(RawHttp.Response response) {
        return String.join("; ", response.header("Access-Control-Allow-Origin"),
                response.header("Access-Control-Allow-Credentials"),
                response.header("Access-Control-Allow-Methods"),
                response.header("Access-Control-Allow-Headers"),
                response.header("Vary"));
    }

    @ParameterizedTest
    @SideBySide
    @CsvSource(delimiter = '|', value = { //
        "* | false | http://a | *; ; ; ;", "* | true | http://a | *; true; ; ;",
        "http://a,http://b | true | http://b | http://b; true; ; ; Origin",
        "http://a,http://b | false | http://c | ; ; ; ; Origin"})
    void corsHeadersFollowTheAllowedOrigins(String origins, boolean credentials, String origin,
            String headers)
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
    @SideBySide
    void withoutCorsThereAreNoCorsHeaders() throws Exception {
        start();
        assertEquals("; ; ; ; ", corsOf(http().get(PATH, "Origin: http://a").response()));
    }
}
