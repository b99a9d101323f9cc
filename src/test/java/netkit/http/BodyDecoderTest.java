package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {
    private static final int MAX = 20;
    private static final Headers CHUNKED = Headers.of("Transfer-Encoding", "chunked");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static RequestHead request(Headers headers) {
        return new RequestHead("POST", "/", "HTTP/1.1", headers);
    }

    private static BodyDecoder counted(String length) throws HttpException {
        return BodyDecoder.of(request(Headers.of("Content-Length", length)), MAX);
    }

    private static BodyDecoder chunked() throws HttpException {
        return BodyDecoder.of(request(CHUNKED), MAX);
    }

    private static String content(BodyDecoder decoder) {
        return new String(decoder.content(), StandardCharsets.ISO_8859_1);
    }

    private static int status(Executable what) {
        return assertThrows(HttpException.class, what).status().code();
    }

    @Test
    void requestWithoutLengthHasNoBody() throws Exception {
        BodyDecoder decoder = BodyDecoder.of(request(Headers.NONE), MAX);
        assertTrue(decoder.isDone());
        assertEquals(0, decoder.feed(bytes("next"), 0, 4));
        assertEquals("", content(decoder));
    }

    @Test
    void bytesBeyondTheLengthAreNotConsumed() throws Exception {
        BodyDecoder decoder = counted("5");
        assertEquals(5, decoder.feed(bytes("helloGET /"), 0, 10));
        assertTrue(decoder.isDone());
        assertEquals("hello", content(decoder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\nhello\r\n0\r\n\r\n", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        "005;a=b\r\nhello\r\n0;last\r\nTrailer: x\r\nAnother: y\r\n\r\n", "5 \t;a\r\nhello\r\n00\r\n\r\n",
        "5;a=\"b;\\\"c\" ; d = e\r\nhello\r\n0\r\nEmpty:\r\n\r\n"})
    void chunkedBodyIsDecodedWholeAndByteByByte(String text) throws Exception {
        BodyDecoder whole = chunked();
        assertEquals(text.length(), whole.feed(bytes(text + "GET /"), 0, text.length() + 5));
        assertTrue(whole.isDone());
        assertEquals("hello", content(whole));
        BodyDecoder pieces = chunked();
        for (int i = 0; i < text.length(); i++) {
            assertFalse(pieces.isDone(), "done before byte " + i);
            assertEquals(1, pieces.feed(bytes(text), i, i + 1));
        }
        assertTrue(pieces.isDone());
        assertEquals("hello", content(pieces));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "-1\r\n", "+5\r\n", "\r\n", "5\nhello", "5\r\nhelloo\r\n",
        "5\r\nhello0\r\n\r\n",
        "0x5\r\n", "1 2\r\n", "5;\r\n", "5;a=\r\n", "5;a b\r\n", "5;a=\"b\r\n", "0\r\nno trailer\r\n",
        "0\r\n: x\r\n",
        "0\r\nA : x\r\n"})
    void malformedChunkIsRefused(String text) throws Exception {
        BodyDecoder decoder = chunked();
        assertEquals(400, status(() -> decoder.feed(bytes(text), 0, text.length())));
    }

    @Test
    void chunkLineHasLimit() throws Exception {
        String text = "5;" + "x".repeat(2000);
        BodyDecoder decoder = chunked();
        assertEquals(400, status(() -> decoder.feed(bytes(text), 0, text.length())));
    }

    @Test
    void trailersHaveLimit() throws Exception {
        String text = "0\r\n" + ("T: " + "x".repeat(900) + "\r\n").repeat(10);
        BodyDecoder decoder = chunked();
        assertEquals(431, status(() -> decoder.feed(bytes(text), 0, text.length())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "5, 6", "five", "", "0x5", "1e3", "9999999999999999999", "5 5"})
    void invalidContentLengthIsRefused(String length) {
        assertEquals(400, status(() -> counted(length)));
    }

    @Test
    void repeatedEqualContentLengthIsAccepted() throws Exception {
        assertEquals(5, counted("5, 5").feed(bytes("hello!"), 0, 6));
    }

    @Test
    void contentLengthWithTransferEncodingIsRefused() {
        assertEquals(400, status(() -> BodyDecoder.of(request(CHUNKED.with("Content-Length", "5")), MAX)));
    }

    @ParameterizedTest
    @CsvSource({"gzip, 400", "'gzip, chunked', 501", "identity, 400", "'chunked, gzip', 400",
        "'chunked, chunked', 400"})
    void otherTransferCodingIsRefused(String coding, int status) {
        assertEquals(status,
                status(() -> BodyDecoder.of(request(Headers.of("Transfer-Encoding", coding)), MAX)));
    }

    @Test
    void http10RequestMustNotBeChunked() {
        assertEquals(400,
                status(() -> BodyDecoder.of(new RequestHead("POST", "/", "HTTP/1.0", CHUNKED), MAX)));
    }

    @Test
    void oversizedBodyIsRefusedBeforeItArrives() throws Exception {
        counted("20");
        assertEquals(413, status(() -> counted("21")));
        BodyDecoder decoder = chunked();
        assertEquals(413, status(() -> decoder.feed(bytes("15\r\n"), 0, 4)));
        BodyDecoder two = chunked();
        assertEquals(413, status(() -> two.feed(bytes("a\r\n0123456789\r\nb\r\n"), 0, 18)));
    }

    @Test
    void truncatedBodyIsAnError() throws Exception {
        BodyDecoder decoder = counted("5");
        decoder.feed(bytes("he"), 0, 2);
        assertThrows(EOFException.class, decoder::end);
        assertThrows(EOFException.class, chunked()::end);
    }

    @Test
    void responseWithoutLengthEndsWithTheStream() throws Exception {
        ResponseHead head = ResponseHead.of(Status.OK, Headers.NONE);
        BodyDecoder decoder = BodyDecoder.of("GET", head, MAX);
        assertEquals(5, decoder.feed(bytes("hello"), 0, 5));
        assertFalse(decoder.isDone());
        decoder.end();
        assertTrue(decoder.isDone());
        assertEquals("hello", content(decoder));
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304", "GET, 101"})
    void responsesWithoutBodyIgnoreContentLength(String method, int status) throws Exception {
        ResponseHead head = new ResponseHead("HTTP/1.1", status, "", Headers.of("Content-Length", "5"));
        assertTrue(BodyDecoder.of(method, head, MAX).isDone());
    }
}
