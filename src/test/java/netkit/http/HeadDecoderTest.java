package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadDecoderTest {
    private static final String HOST = "Host: h\r\n";
    private static final HeadLimits SMALL = new HeadLimits(30, 3, 100);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static RequestHead request(String text) throws HttpException {
        return request(text, HeadLimits.DEFAULT);
    }

    private static RequestHead request(String text, HeadLimits limits) throws HttpException {
        HeadDecoder decoder = new HeadDecoder(limits);
        int length = decoder.length(bytes(text), text.length());
        assertEquals(text.length(), length, "the length of the whole head");
        return decoder.request(bytes(text), length);
    }

    private static ResponseHead response(String text) throws HttpException {
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        return decoder.response(bytes(text), decoder.length(bytes(text), text.length()));
    }

    private static void refused(int status, String text, HeadLimits limits) {
        HttpException e = assertThrows(HttpException.class, () -> {
            HeadDecoder decoder = new HeadDecoder(limits);
            decoder.request(bytes(text), decoder.length(bytes(text), text.length()));
        }, () -> "not refused: " + text);
        assertEquals(status, e.status().code(), e.getMessage());
    }

    private static void refused(int status, String text) {
        refused(status, text, HeadLimits.DEFAULT);
    }

    @Test
    void requestHasMethodTargetVersionAndFields() throws Exception {
        RequestHead head = request(
                "GET /chat?room=1 HTTP/1.1\r\nHost: server.example.com\r\nX:\t a b \t\r\nEmpty:\r\n\r\n");

        assertEquals(new RequestHead("GET", "/chat?room=1", "HTTP/1.1",
                Headers.of("Host", "server.example.com", "X", "a b", "Empty", "")), head);
        assertEquals("/chat", head.path());
    }

    @Test
    void targetMayBeInAbsoluteForm() throws Exception {
        assertEquals("/chat", request("GET http://h:80/chat?x HTTP/1.1\r\n" + HOST + "\r\n").path());
        assertEquals("/", request("GET HTTPS://h HTTP/1.1\r\n" + HOST + "\r\n").path());
        assertEquals("/", request("GET http://h?x HTTP/1.1\r\n" + HOST + "\r\n").path());
        assertEquals("*", request("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n").path());
    }

    @Test
    void responseHasVersionStatusAndReason() throws Exception {
        assertEquals(
                new ResponseHead("HTTP/1.1", 101, "Switching Protocols", Headers.of("Upgrade", "websocket")),
                response("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"));
        assertEquals("", response("HTTP/1.1 404 \r\n\r\n").reason());
        assertEquals("", response("HTTP/1.1 404\r\n\r\n").reason(), "many servers omit the space");
        assertEquals("\u00fcber", response("HTTP/1.0 200 \u00fcber\r\n\r\n").reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/11 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n", " HTTP/1.1 200 OK\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "\r\n\r\n"})
    void malformedStatusLineIsRefused(String head) {
        assertThrows(HttpException.class, () -> response(head));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /\r\n", "GET  / HTTP/1.1\r\n", "GET / HTTP/1.1 \r\n", " GET / HTTP/1.1\r\n",
        "GET /a b HTTP/1.1\r\n",
        "GET / http/1.1\r\n", "GET / HTTP/1\r\n", "GET / HTTP/1.11\r\n", "G(T / HTTP/1.1\r\n",
        "GET\t/ HTTP/1.1\r\n",
        "GET /\u00e9 HTTP/1.1\r\n", "GET /#a HTTP/1.1\r\n", "GET /a\\b HTTP/1.1\r\n", "GET HTTP/1.1\r\n",
        "GET /\r\n HTTP/1.1\r\n"})
    void malformedRequestLineIsRefused(String line) {
        refused(400, line + HOST + "\r\n");
    }

    @Test
    void longMethodIsNotImplemented() {
        refused(501, "X".repeat(31), SMALL);
        refused(414, "GET /" + "x".repeat(26), SMALL);
    }

    @Test
    void foldedLinesOfAResponseAreUnfolded() throws Exception {
        assertEquals(Headers.of("A", "1 2 3", "B", "4"),
                response("HTTP/1.1 200 OK\r\nA: 1\r\n 2\r\n\t 3\r\nB: 4\r\n\r\n").headers());
        assertThrows(HttpException.class, () -> response("HTTP/1.1 200 OK\r\n A: 1\r\n\r\n"));
    }

    @Test
    void otherHttpVersionsAreRefused() throws Exception {
        refused(505, "GET / HTTP/2.0\r\n" + HOST + "\r\n");
        refused(505, "GET / HTTP/0.9\r\n" + HOST + "\r\n");
        assertEquals("HTTP/1.1", request("GET / HTTP/1.2\r\n" + HOST + "\r\n").version(),
                "the highest minor version that is known");
        assertEquals("HTTP/1.0", request("GET / HTTP/1.0\r\n\r\n").version(), "HTTP/1.0 needs no Host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A : 1\r\n", "A\t: 1\r\n", ": 1\r\n", "A\r\n", "A 1\r\n", "(A): 1\r\n",
        "\u00c4: 1\r\n", " A: 1\r\n",
        "\tA: 1\r\n", "A: 1\r\n 2\r\n", "A: 1\r\n\t2\r\n", "A: 1\r\n \r\n", "A: 1\u0000\r\n", "A: \u0007\r\n",
        "A: \u007f\r\n",
        "A: 1\rB: 2\r\n", "A: 1\r\r\n", "A: 1\nB: 2\r\n", "A: 1\n\r\n", "\rA: 1\r\n"})
    void malformedFieldLineIsRefused(String line) {
        refused(400, "GET / HTTP/1.1\r\n" + HOST + line + "\r\n");
        refused(400, "GET / HTTP/1.1\r\n" + line + HOST + "\r\n");
    }

    @Test
    void nonAsciiBytesInValueAreAccepted() throws Exception {
        assertEquals("\u00e9\u0080\u00a0",
                request("GET / HTTP/1.1\r\n" + HOST + "A: \u00e9\u0080\u00a0\r\n\r\n").headers()
                        .first("A").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: h\n", "\n", "GET \u0000",
        "\u0016\u0003\u0001\u0002",
        "GET / HTTP/1.1\rX"})
    void invalidByteIsRefusedBeforeTheHeadIsComplete(String beginning) {
        refused(400, beginning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: a\r\n", "Host: a b\r\n", "Host: a/b\r\n",
        "Host: http://a\r\n", "Host: u@a\r\n",
        "Host: a:b\r\n", "Host: [::1\r\n", "Host: ::1\r\n", "Host: a,b:1:2\r\n", "Host: %zz\r\n",
        "Host: a%4\r\n"})
    void requestMustHaveExactlyOneValidHost(String lines) {
        refused(400, "GET / HTTP/1.1\r\n" + lines + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b-c_d:80", "a%20b", "127.0.0.1:9000", "[::1]:9000", "[::1]", "", "a:"})
    void hostIsNameOrAddressWithOptionalPort(String host) throws Exception {
        assertEquals(host, request("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").headers().first("Host")
                .orElseThrow());
    }

    @Test
    void firstLineLimitAppliesBeforeItEnds() throws Exception {
        String atLimit = "GET /56789012345678901 HTTP/1.1";
        assertEquals(31, atLimit.length());
        refused(414, atLimit + "\r\n" + HOST + "\r\n", SMALL);
        assertEquals("/5678901234567890",
                request("GET /5678901234567890 HTTP/1.1\r\n" + HOST + "\r\n", SMALL).target());
        assertEquals(0, new HeadDecoder(SMALL).length(bytes("G".repeat(30)), 30));
    }

    @Test
    void numberOfFieldsIsLimited() throws Exception {
        assertEquals(3, request("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\nB: 2\r\n\r\n", SMALL).headers()
                .fields().size());
        refused(431, "GET / HTTP/1.1\r\n" + HOST + "A: 1\r\nB: 2\r\nC: 3\r\n", SMALL);
    }

    @Test
    void headLimitAppliesBeforeTheHeadEnds() throws Exception {
        String start = "GET / HTTP/1.1\r\n" + HOST + "A: ";
        String whole = start + "x".repeat(100 - 4 - start.length()) + "\r\n\r\n";
        assertEquals(100, whole.length());
        assertEquals("h", request(whole, SMALL).headers().first("Host").orElseThrow());
        refused(431, start + "x".repeat(101 - 4 - start.length()) + "\r\n\r\n", SMALL);
        refused(431, start + "x".repeat(100 - start.length()), SMALL);
    }

    @Test
    void bytesBehindTheHeadAreNotParsed() throws Exception {
        String head = "GET / HTTP/1.1\r\n" + HOST + "\r\n";
        byte[] both = bytes(head + "\u0000\n\u00ff".repeat(100));

        assertEquals(head.length(), new HeadDecoder(SMALL).length(both, both.length));
    }

    @Test
    void headMayArriveByteByByte() throws Exception {
        byte[] head = bytes("GET /x HTTP/1.1\r\n" + HOST + "A: 1\r\n\r\n");
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        for (int count = 0; count < head.length; count++) {
            assertEquals(0, decoder.length(head, count), "after " + count + " bytes");
        }

        assertEquals(head.length, decoder.length(head, head.length));
        assertEquals(List.of("h", "1"),
                decoder.request(head, head.length).headers().fields().stream().map(Headers.Field::value)
                        .toList());
    }

    @Test
    void eachByteIsScannedOnce() throws Exception {
        byte[] head = bytes("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\n\r\n");
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        for (int count = 1; count < head.length; count++) {
            decoder.length(head, count);
            // only the last byte is still needed, to match CR with LF
            Arrays.fill(head, 0, count - 1, (byte) 0);
        }

        assertEquals(head.length, decoder.length(head, head.length));
    }

    @Test
    void decodedHeadEncodesToTheSameBytes() throws Exception {
        String request = "GET /chat?x=%20 HTTP/1.1\r\nHost: h\r\nA: \u00e9\r\na: 2\r\n\r\n";
        assertEquals(request, request(request).toString());
        String response = "HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n\r\n";
        assertTrue(Arrays.equals(bytes(response), response(response).encode()));
    }
}
