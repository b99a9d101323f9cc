package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;

/** Responses that grow, from the server to the client. */
@Timeout(60)
class ResponseStreamTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_BACKLOG = 100_000;

    private final BlockingQueue<ResponseStream> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> aborted = new LinkedBlockingQueue<>();
    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void open() throws IOException {
        HttpRoutes routes = new HttpRoutes().at("/stream", exchange -> {
            exchange.onAbort(() -> aborted.add("aborted"));
            streams.add(exchange.stream(new HttpResponse(Status.OK, Headers.NONE, "text/plain", new byte[0]),
                    MAX_BACKLOG));
        }).page("/", HttpResponse.html(bytes("hello")));
        server = new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0), routes, HttpOptions.DEFAULT,
                Optional.empty(),
                ConnectionLimits.total(10), _ -> {});
        client = new HttpClient(() -> {
            Socket socket = new Socket();
            socket.connect(server.endpoint().resolve());
            return socket;
        }, 1000);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static RequestHead request(String method, String path) {
        return new RequestHead(method, path, "HTTP/1.1", Headers.of("Host", "h"));
    }

    private ResponseReader get(String path) throws IOException {
        return client.open(request("GET", path), new byte[0], TIMEOUT);
    }

    private static String next(ResponseReader response) throws IOException {
        return new String(response.next(TIMEOUT), StandardCharsets.ISO_8859_1);
    }

    private ResponseStream stream() throws InterruptedException {
        return streams.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private Socket send(String request) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.endpoint().resolve());
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.getOutputStream().write(bytes(request));
        return socket;
    }

    private static String toTheEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void eachPieceArrivesWhenItIsSentAndTheConnectionIsKept() throws Exception {
        for (int i = 0; i < 2; i++) {
            ResponseReader response = get("/stream");
            ResponseStream stream = stream();
            assertEquals(Optional.of("chunked"), response.head().headers().first("Transfer-Encoding"));
            assertEquals(Optional.empty(), response.head().headers().first("Content-Length"));
            for (String piece : new String[] {"one", "two", "three"}) {
                assertTrue(stream.send(bytes(piece)));
                assertEquals(piece, next(response));
            }
            stream.close();
            assertEquals("", next(response));
            assertFalse(stream.send(bytes("late")), "the body has ended");
        }
        assertEquals("hello", next(get("/")), "pages are read piece by piece, too");
        assertTrue(aborted.isEmpty());
    }

    @Test
    void emptyPieceDoesNotEndTheBody() throws Exception {
        ResponseReader response = get("/stream");
        ResponseStream stream = stream();
        assertTrue(stream.send(new byte[0]));
        assertTrue(stream.send(bytes("more")));
        assertEquals("more", next(response));
    }

    @Test
    void pieceIsAChunkOnTheWire() throws Exception {
        try (Socket socket = send("GET /stream HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")) {
            ResponseStream stream = stream();
            stream.send(bytes("x".repeat(17)));
            stream.close();
            assertTrue(toTheEnd(socket).endsWith("\r\n\r\n11\r\n" + "x".repeat(17) + "\r\n0\r\n\r\n"));
        }
    }

    @Test
    void clientOfHttp10GetsNoChunks() throws Exception {
        try (Socket socket = send("GET /stream HTTP/1.0\r\n\r\n")) {
            ResponseStream stream = stream();
            stream.send(bytes("one,"));
            stream.send(bytes("two"));
            stream.close();
            String response = toTheEnd(socket);
            assertTrue(response.endsWith("\r\n\r\none,two"), response);
            assertFalse(response.contains("Transfer-Encoding"), response);
        }
    }

    @Test
    void responseToHeadEndsWithItsHead() throws Exception {
        HttpClient.Response response = client.send(request("HEAD", "/stream"), new byte[0], TIMEOUT);
        assertEquals(0, response.body().length);
        assertEquals(Optional.of("chunked"), response.head().headers().first("Transfer-Encoding"));
        assertFalse(stream().send(bytes("x")));
        assertEquals("hello", next(get("/")));
    }

    @Test
    void clientThatGoesAwayIsNoticedWithoutSendingAnything() throws Exception {
        get("/stream");
        ResponseStream stream = stream();
        client.close();
        assertNotNull(aborted.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        while (stream.send(bytes("x"))) { // until the kernel has reported the reset
            Thread.onSpinWait();
        }
    }

    @Test
    void clientThatGoesAwayAfterAPipelinedRequestIsNoticedWhenSomethingIsSent() throws Exception {
        Socket socket = send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
        ResponseStream stream = stream();
        socket.setSoLinger(true, 0);
        socket.close();
        while (stream.send(bytes("x"))) {
            Thread.onSpinWait();
        }
        assertNotNull(aborted.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void pipelinedRequestWaitsForTheEndOfTheStream() throws Exception {
        try (Socket socket = send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")) {
            ResponseStream stream = stream();
            stream.send(bytes("first"));
            stream.close();
            String response = toTheEnd(socket);
            assertTrue(response.contains("first\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"), response);
            assertTrue(response.endsWith("hello"), response);
        }
    }

    @Test
    void backlogOfAClientThatDoesNotReadIsBounded() throws Exception {
        ResponseReader response = get("/stream");
        ResponseStream stream = stream();
        byte[] piece = bytes("x".repeat(50_000));
        int sent = 0;
        while (stream.send(piece)) {
            sent += piece.length;
        }
        int received = 0;
        while (received < sent) {
            received += response.next(TIMEOUT).length;
        }
        assertTrue(stream.send(bytes("!")), "there is room again");
        assertEquals("!", next(response));
    }

    @Test
    void abortedBodyIsIncomplete() throws Exception {
        ResponseReader response = get("/stream");
        ResponseStream stream = stream();
        stream.send(bytes("part"));
        assertEquals("part", next(response));
        stream.abort();
        assertThrows(EOFException.class, () -> response.next(TIMEOUT));
        assertNotNull(aborted.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void silenceOfTheServerIsReported() throws Exception {
        ResponseReader response = get("/stream");
        ResponseStream stream = stream();
        assertThrows(SocketTimeoutException.class, () -> response.next(Duration.ofMillis(10)));
        stream.send(bytes("there"));
        assertEquals("there", next(response), "the response can be read on");
    }

    @Test
    void anExchangeHasOneResponse() throws Exception {
        BlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();
        try (HttpServer other = new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0), exchanges::add,
                HttpOptions.DEFAULT, Optional.empty(), ConnectionLimits.total(10), _ -> {});
                Socket socket = new Socket()) {
            socket.connect(other.endpoint().resolve());
            socket.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
            HttpExchange exchange = exchanges.take();
            ResponseStream stream = exchange.stream(HttpResponse.empty(Status.OK, Headers.NONE), MAX_BACKLOG);
            assertFalse(exchange.respond(HttpResponse.text(Status.OK, Headers.NONE, "again")));
            assertFalse(exchange.stream(HttpResponse.empty(Status.OK, Headers.NONE), MAX_BACKLOG)
                    .send(bytes("x")));
            assertTrue(stream.send(bytes("y")));
        }
    }
}
