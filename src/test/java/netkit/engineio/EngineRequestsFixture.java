package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

import com.google.gson.JsonParser;

import netkit.testing.NothingLeft;

/**
 * The set-up of tests that send the same raw requests to netkit's server and to the reference server. Both must give
 * the same status, body and effect; where netkit differs on purpose, the test says so. The tests together cover the
 * published conformance list.
 */
@ExtendWith(NothingLeft.class)
abstract class EngineRequestsFixture {
    static final String PATH = "/engine.io/?EIO=4&transport=polling";
    static final String WS_PATH = "/engine.io/?EIO=4&transport=websocket";
    static final String[] UPGRADE = {"Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"};

    private final String implementation;
    private final List<AutoCloseable> open = new ArrayList<>();
    EngineHost host;

    EngineRequestsFixture(String implementation) {
        this.implementation = implementation;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    boolean isNetkit() {
        return implementation.equals("netkit");
    }

    void start(EngineServerOptions options) throws IOException {
        host = EngineHost.of(implementation, options);
        open.add(host);
    }

    /** Starts a server whose time passes only by {@link #pass}, unless it is the reference. */
    void startTimed(int pingInterval, int pingTimeout) throws IOException {
        host = EngineHost.timed(implementation, EngineHost.heartbeat(pingInterval, pingTimeout));
        open.add(host);
    }

    void pass(int millis) throws InterruptedException {
        host.pass(Duration.ofMillis(millis));
    }

    /** Polls, lets time pass, and returns the response. */
    String pollAndPass(String sid, int millis) throws IOException, InterruptedException {
        RawHttp poll = http().get(path(sid));
        host.awaitPoll(sid);
        pass(millis);
        return poll.response().toString();
    }

    void start() throws IOException {
        start(EngineHost.heartbeat(25_000, 20_000));
    }

    /** Opens a connection. */
    RawHttp http() throws IOException {
        RawHttp http = new RawHttp(host.port());
        open.add(http);
        return http;
    }

    String openSession() throws IOException {
        String body = http().get(PATH).response().body();
        return JsonParser.parseString(body.substring(1)).getAsJsonObject().get("sid").getAsString();
    }

    String path(String sid) {
        return PATH + "&sid=" + sid;
    }

    String get(String target) throws IOException {
        return http().get(target).response().toString();
    }

    String post(String target, String body) throws IOException {
        return http().post(target, body).response().toString();
    }

    RawHttp webSocket(String target) throws IOException {
        RawHttp http = http().get(target, UPGRADE);
        assertEquals(101, http.response().status());
        return http;
    }

    static final String UNKNOWN_SID = "400 {\"code\":1,\"message\":\"Session ID unknown\"}";
    static final String BAD_REQUEST = "400 {\"code\":3,\"message\":\"Bad request\"}";

    static String sidOf(String openFrame) {
        return JsonParser.parseString(openFrame.substring("text 0".length())).getAsJsonObject().get("sid")
                .getAsString();
    }
}
