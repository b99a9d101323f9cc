package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;

/** RFC 6455 §4: requests, responses, and what each end accepts. */
class OpeningHandshakeTest {
    /** RFC 6455 §1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static WebSocketOptions options(String... subprotocols) {
        return new WebSocketOptions(1000, 1000, WebSocketOptions.Deflate.OFF, Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1), Optional.empty(), List.of(subprotocols));
    }

    private static final WebSocketOptions PLAIN = options();

    /** Returns the request of RFC 6455 §1.3, with these lines, such as {@code Upgrade: x}, replacing those of the same name. */
    private static RequestHead request(String... lines) {
        return new RequestHead("GET", "/chat", "HTTP/1.1", changed(
                Headers.of("Host", "server.example.com", "Upgrade", "websocket", "Connection", "Upgrade",
                        "Sec-WebSocket-Key", KEY, "Sec-WebSocket-Version", "13"),
                lines));
    }

    private static ResponseHead response(String... lines) {
        return new ResponseHead("HTTP/1.1", 101, "Switching Protocols", changed(
                Headers.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", ACCEPT),
                lines));
    }

    /** Replaces headers; a line without a value removes the header. */
    private static Headers changed(Headers headers, String... lines) {
        List<String> names = List.of(lines).stream().map(line -> line.split(":")[0]).toList();
        Headers changed = new Headers(
                headers.fields().stream().filter(field -> !names.contains(field.name())).toList());
        for (String line : lines) {
            int colon = line.indexOf(": ");
            changed = colon < 0 ? changed : changed.with(line.substring(0, colon), line.substring(colon + 2));
        }
        return changed;
    }

    private static HttpException refusal(RequestHead request, WebSocketOptions options) {
        return assertThrows(HttpException.class, () -> OpeningHandshake.negotiate(request, options),
                request::toString);
    }

    @Test
    void acceptValueOfTheRfcIsComputed() {
        assertEquals(ACCEPT, OpeningHandshake.acceptFor(KEY));
        assertEquals("b37a4f2cc0624f1690f64606cf385945b2bec4ea",
                HexFormat.of().formatHex(OpeningHandshake.sha1(KEY + OpeningHandshake.GUID)));
    }

    @Test
    void requestOfTheRfcIsAccepted() throws Exception {
        RequestHead request = request("Origin: http://example.com",
                "Sec-WebSocket-Protocol: chat, superchat");
        NegotiatedHandshake handshake = OpeningHandshake.negotiate(request,
                options("chat"));

        assertEquals(Optional.of("chat"), handshake.subprotocol());
        assertEquals("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + ACCEPT + "\r\nSec-WebSocket-Protocol: chat\r\n\r\n",
                OpeningHandshake.response(request, handshake).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: keep-alive, Upgrade", "Connection: UPGRADE", "Upgrade: WebSocket",
        "Upgrade: h2c, websocket",
        "Content-Length: 0", "Sec-WebSocket-Extensions: x-unknown; a=1, permessage-deflate",
        "Origin: http://anyone",
        "Sec-WebSocket-Protocol: unknown"})
    void validVariationIsAccepted(String line) throws Exception {
        assertEquals(NegotiatedHandshake.PLAIN, OpeningHandshake.negotiate(request(line), PLAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "Upgrade: websocket2", "Connection", "Connection: keep-alive",
        "Connection: close",
        "Sec-WebSocket-Key", "Sec-WebSocket-Key: ", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ===",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZXM=",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ", "Sec-WebSocket-Key: !GhlIHNhbXBsZSBub25jZQ==",
        "Content-Length: 5", "Transfer-Encoding: chunked", "Sec-WebSocket-Protocol: a b",
        "Sec-WebSocket-Protocol: a, b, a", "Sec-WebSocket-Protocol: a/b", "Sec-WebSocket-Extensions: a;",
        "Sec-WebSocket-Extensions: a b", "Sec-WebSocket-Extensions: a; b=", "Sec-WebSocket-Extensions: =a",
        "Sec-WebSocket-Extensions: a; b=\"c", "Sec-WebSocket-Extensions: a; b=\"c d\"",
        "Sec-WebSocket-Extensions: a; ;b"})
    void invalidRequestIsABadRequest(String line) {
        assertEquals(400, refusal(request(line), PLAIN).status().code());
    }

    @Test
    void thousandsOfExtensionParametersAreParsed() throws Exception {
        WebSocketOptions deflate = new WebSocketOptions(1000, 1000, WebSocketOptions.Deflate.ON,
                Duration.ZERO,
                Duration.ofSeconds(1), Duration.ofSeconds(1), Optional.empty(), List.of());
        String many = "Sec-WebSocket-Extensions: permessage-deflate" + "; a=b".repeat(6000);

        assertEquals(NegotiatedHandshake.PLAIN, OpeningHandshake.negotiate(request(many), deflate),
                "declined");
        assertEquals(400, refusal(request(many + ";"), deflate).status().code());
    }

    @Test
    void secondKeyIsRefused() {
        assertEquals(400,
                refusal(request("Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Key: " + KEY), PLAIN).status()
                        .code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sec-WebSocket-Version", "Sec-WebSocket-Version: 8", "Sec-WebSocket-Version: 13, 8",
                "Sec-WebSocket-Version: x", "Sec-WebSocket-Version: 013"})
    void unsupportedVersionIsAnsweredWithTheSupportedOne(String line) {
        HttpException e = refusal(request(line), PLAIN);

        assertEquals(426, e.status().code());
        assertEquals(List.of("13"), e.headers().all("Sec-WebSocket-Version"));
        assertTrue(e.headers().lists("Upgrade", "websocket"), "RFC 9110 §15.5.22");
        assertTrue(e.headers().lists("Connection", "Upgrade"), "RFC 9110 §7.8");
    }

    @Test
    void handshakeMustBeAGetWithHttp11() {
        HttpException e = refusal(new RequestHead("POST", "/", "HTTP/1.1", request().headers()), PLAIN);
        assertEquals(405, e.status().code());
        assertEquals(List.of("GET"), e.headers().all("Allow"));
        assertEquals(400,
                refusal(new RequestHead("GET", "/", "HTTP/1.0", request().headers()), PLAIN).status().code());
    }

    @Test
    void serversPreferredSubprotocolIsSelected() throws Exception {
        WebSocketOptions options = options("v2", "v1");

        assertEquals(Optional.of("v2"),
                OpeningHandshake.negotiate(request("Sec-WebSocket-Protocol: v1, v2"), options).subprotocol());
        assertEquals(Optional.of("v1"), OpeningHandshake.negotiate(
                request("Sec-WebSocket-Protocol: v0", "Sec-WebSocket-Protocol: v1"), options).subprotocol());
        assertEquals(Optional.empty(),
                OpeningHandshake.negotiate(request("Sec-WebSocket-Protocol: V1"), options).subprotocol());
    }

    @ParameterizedTest
    @CsvSource({"ws://h, h, /", "ws://h:80/a, h, /a", "ws://h:8080/a?b=c%20d, h:8080, /a?b=c%20d",
        "wss://h:443, h, /",
        "wss://h:80/, h:80, /", "ws://[::1]:9000/echo, [::1]:9000, /echo", "ws://[::1], [::1], /",
        "WS://h:80?x, h, /?x",
        "ws://h/\u20ac, h, /%E2%82%AC"})
    void requestNamesHostAndTarget(String url, String host, String target) {
        RequestHead request = OpeningHandshake.request(URI.create(url), new byte[16], PLAIN);

        assertEquals(List.of(host), request.headers().all("Host"));
        assertEquals(target, request.target());
        assertEquals("GET", request.method());
    }

    @Test
    void requestOfTheClientIsAcceptedByTheServer() throws Exception {
        WebSocketOptions options = options("b", "a");
        RequestHead request = OpeningHandshake.request(URI.create("ws://h/"),
                "the sample nonce".getBytes("US-ASCII"), options);

        assertEquals(List.of(KEY), request.headers().all("Sec-WebSocket-Key"));
        NegotiatedHandshake handshake = OpeningHandshake.negotiate(request, options);
        assertEquals(handshake,
                OpeningHandshake.check(request, OpeningHandshake.response(request, handshake), options));
        assertEquals(Optional.of("b"), handshake.subprotocol());
        assertFalse(request.toString().contains("Sec-WebSocket-Extensions"), "deflate is off");
    }

    @Test
    void responseOfTheRfcIsAccepted() throws Exception {
        assertEquals(NegotiatedHandshake.PLAIN, OpeningHandshake.check(request(), response(), PLAIN));
        OpeningHandshake.check(request(), response("Upgrade: WebSocket", "Connection: upgrade, x"), PLAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Upgrade", "Upgrade: h2c", "Connection", "Connection: close", "Sec-WebSocket-Accept",
                "Sec-WebSocket-Accept: " + KEY, "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: ",
                "Sec-WebSocket-Extensions: permessage-deflate",
                "Sec-WebSocket-Extensions: x"})
    void responseThatDoesNotMatchTheRequestFails(String line) {
        assertThrows(WebSocketException.class,
                () -> OpeningHandshake.check(request(), response(line), PLAIN));
    }

    @Test
    void responseMayChooseOneOfferedSubprotocol() throws Exception {
        WebSocketOptions options = options("a", "b");
        assertEquals(Optional.of("b"),
                OpeningHandshake.check(request(), response("Sec-WebSocket-Protocol: b"), options)
                        .subprotocol());
        for (String[] lines : new String[][] {{"Sec-WebSocket-Protocol: a, b"}, {"Sec-WebSocket-Protocol: c"},
            {"Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: b"}}) {
            assertThrows(WebSocketException.class,
                    () -> OpeningHandshake.check(request(), response(lines), options));
        }
    }

    @Test
    void otherStatusOrVersionFails() {
        Headers headers = response().headers();
        assertTrue(assertThrows(WebSocketException.class, () -> OpeningHandshake.check(request(),
                new ResponseHead("HTTP/1.1", 403, "Forbidden", headers), PLAIN)).getMessage()
                .contains("403 Forbidden"));
        assertThrows(WebSocketException.class,
                () -> OpeningHandshake.check(request(), new ResponseHead("HTTP/1.0", 101, "", headers),
                        PLAIN));
    }

    @Test
    void secondAcceptValueFails() {
        assertThrows(WebSocketException.class, () -> OpeningHandshake.check(request(),
                response("Sec-WebSocket-Accept: " + ACCEPT, "Sec-WebSocket-Accept: " + ACCEPT), PLAIN));
    }

    @Test
    void keyIsSixteenBytes() {
        byte[] nonce = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        assertArrayEquals(new String[] {"AAECAwQFBgcICQoLDA0ODw=="},
                OpeningHandshake.request(URI.create("ws://h"), nonce, PLAIN)
                        .headers().all("Sec-WebSocket-Key").toArray(),
                "RFC 6455 §4.1");
    }
}
