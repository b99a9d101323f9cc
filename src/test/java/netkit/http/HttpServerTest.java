package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;

@Timeout(60)
@Tag("slow")
class HttpServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final HttpOptions OPTIONS = new HttpOptions(HeadLimits.DEFAULT, TIMEOUT, TIMEOUT, TIMEOUT,
            TIMEOUT, OriginPolicy.ANY);

    private final BlockingQueue<HttpExchange> late = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> aborted = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    private HttpServer server(HttpOptions options) throws IOException {
        HttpRoutes routes = new HttpRoutes()
                .page("/", HttpResponse.html("hello".getBytes(StandardCharsets.US_ASCII)))
                .at("/late", exchange -> {
                    exchange.onAbort(() -> aborted.add("aborted"));
                    late.add(exchange);
                }).below("/echo/", exchange -> exchange.respond(
                        new HttpResponse(Status.OK, Headers.NONE, "text/plain", exchange.body(100))));
        return new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0), routes, options, Optional.empty(),
                ConnectionLimits.total(10),
                log::add);
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;
        /** Head of the last response. */
        private String head = "";

        Client(HttpServer server) throws IOException {
            socket.connect(server.endpoint().resolve());
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            in = socket.getInputStream();
        }

        Client send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** Returns the status and the body, {@code 200 hello}; the head must have a Content-Length. */
        String response() throws IOException {
            StringBuilder read = new StringBuilder();
            while (!read.toString().endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return "end" + read;
                }
                read.append((char) next);
            }
            head = read.toString();
            int length = Integer
                    .parseInt(head.replaceFirst("(?s).*\r\nContent-Length: (\\d+)\r\n.*", "$1"));
            return head.substring(9, 12) + " "
                    + new String(in.readNBytes(length), StandardCharsets.UTF_8).strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String get(String path, String... lines) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + String.join("", Arrays.stream(lines)
                .map(line -> line + "\r\n").toList()) + "\r\n";
    }

    @Test
    void connectionIsKeptForTheNextRequest() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            for (int i = 0; i < 3; i++) {
                assertEquals("200 hello", client.send(get("/")).response());
                assertEquals("200 x" + i, client.send(
                        "POST /echo/a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nx" + i).response());
            }
        }
    }

    @Test
    void connectionIsClosedOnClientsRequest() throws Exception {
        try (HttpServer server = server(OPTIONS)) {
            for (String request : new String[] {get("/", "Connection: close"), "GET / HTTP/1.0\r\n\r\n"}) {
                try (Client client = new Client(server)) {
                    assertEquals("200 hello", client.send(request).response());
                    assertEquals("end", client.response());
                }
            }
        }
    }

    @Test
    void pipelinedRequestsGetResponsesInOrder() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send(get("/late") + get("/") + get("/none"));
            HttpExchange exchange = late.take();
            assertTrue(exchange.respond(HttpResponse.text(Status.OK, Headers.NONE, "first")));
            assertFalse(exchange.respond(HttpResponse.text(Status.OK, Headers.NONE, "again")),
                    "an exchange has one response");
            assertEquals("200 first", client.response());
            assertEquals("200 hello", client.response());
            assertEquals("404 there is nothing at /none", client.response());
            assertEquals("end", client.response());
        }
    }

    @Test
    void responseMayBeSentLaterAndCloseTheConnection() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send(get("/late", "Connection: close"));
            late.take().respond(HttpResponse.text(Status.OK, Headers.NONE, "at last"));
            assertEquals("200 at last", client.response());
            assertEquals("end", client.response());
        }
    }

    @Test
    void clientThatClosesBeforeItsResponseAbortsTheExchange() throws Exception {
        try (HttpServer server = server(OPTIONS)) {
            Client client = new Client(server);
            client.send(get("/late"));
            HttpExchange exchange = late.take();
            client.close();
            assertEquals("aborted", aborted.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            assertFalse(exchange.respond(HttpResponse.text(Status.OK, Headers.NONE, "too late")));
        }
    }

    @Test
    void clientThatClosesAfterItsResponseAbortsNothing() throws Exception {
        try (HttpServer server = server(OPTIONS)) {
            Client client = new Client(server);
            client.send(get("/late"));
            late.take().respond(HttpResponse.text(Status.OK, Headers.NONE, "there"));
            assertEquals("200 there", client.response());
            client.close();
        }
        assertTrue(aborted.isEmpty());
    }

    @Test
    void exchangeMayBeAborted() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send(get("/late"));
            late.take().abort();
            assertEquals("end", client.response());
        }
    }

    @Test
    void unreadBodyIsDiscarded() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            assertEquals("200 hello",
                    client.send("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGET /").response());
            assertEquals("200 hello", client.send(get("/")).response());
        }
    }

    /** The length of the body is checked before any handler, and the refusal closes the connection. */
    @ParameterizedTest
    @CsvSource({"Content-Length: abc, 400", "Content-Length: 5\\r\\nContent-Length: 6, 400",
        "Transfer-Encoding: gzip, 400", "'Transfer-Encoding: gzip, chunked', 501",
        "Content-Length: 70000, 413"})
    void requestWithoutAValidLengthIsRefused(String lines, int status) throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n" + lines.translateEscapes() + "\r\n\r\n");
            assertEquals("" + status, client.response().substring(0, 3));
            assertTrue(client.head.contains("\r\nConnection: close\r\n"), client.head);
            assertEquals("end", client.response());
        }
    }

    @Test
    void badChunkOfAnUnusedBodyIsRefusedBeforeTheHandler() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send("GET /late HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n");
            assertEquals("400", client.response().substring(0, 3));
            assertEquals("end", client.response());
            assertTrue(late.isEmpty(), "no handler was called");
        }
    }

    @Test
    void responseBeforeAPostedBodyIsReadClosesTheConnection() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send("POST /late HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n");
            late.take().respond(HttpResponse.text(Status.OK, Headers.NONE, "early"));
            assertEquals("200 early", client.response());
            assertTrue(client.head.contains("\r\nConnection: close\r\n"), client.head);
            assertEquals("end", client.response());
        }
    }

    @Test
    void emptyLinesBeforeARequestAreIgnored() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            assertEquals("200 hello", client.send("\r\n\r").send("\n" + get("/")).response());
            assertEquals("200 hello", client.send("\r\n" + get("/")).response());
            assertEquals("400", client.send("\n" + get("/")).response().substring(0, 3));
        }
    }

    @Test
    void responsesHaveADate() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            assertEquals("200 hello", client.send(get("/")).response());
            String date = client.head.replaceFirst("(?s).*\r\nDate: ([^\r]*)\r\n.*", "$1");
            Instant now = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            assertTrue(Duration.between(now, Instant.now()).abs().toMinutes() < 2, date);
            assertEquals(29, date.length(), "the day has two digits (RFC 9110 §5.6.7)");
        }
    }

    @Test
    void oversizedBodyIsRefusedAndConnectionClosed() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send("POST /echo/ HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n" + "x".repeat(101));
            assertEquals("413 the body is larger than 100 bytes", client.response());
            assertEquals("end", client.response());
        }
    }

    @Test
    void continueIsSentOnce() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send(
                    "POST /echo/ HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", new String(client.in.readNBytes(25),
                    StandardCharsets.US_ASCII));
            assertEquals("200 ok", client.send("ok").response());
        }
    }

    @Test
    void oversizedBodyGetsNoContinue() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send(
                    "POST /echo/ HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 200\r\n\r\n");
            assertEquals("413 the body is larger than 100 bytes", client.response());
        }
    }

    @Test
    void requestAnsweredBeforeItsBodyGetsNoContinue() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send(
                    "POST /none HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertEquals("404 there is nothing at /none", client.response());
            assertEquals("end", client.response());
        }
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertEquals("200 hello", client.response());
            assertEquals("end", client.response());
        }
    }

    @Test
    void idleTimeoutAppliesOnlyAfterTheResponse() throws Exception {
        HttpOptions shortIdle = new HttpOptions(HeadLimits.DEFAULT, TIMEOUT, TIMEOUT, Duration.ofMillis(20),
                TIMEOUT, OriginPolicy.ANY);
        try (HttpServer server = server(shortIdle); Client client = new Client(server)) {
            client.send(get("/late"));
            Thread.sleep(80); // several times the idle timeout
            late.take().respond(HttpResponse.text(Status.OK, Headers.NONE, "still there"));
            assertEquals("200 still there", client.response());
            assertEquals("end", client.response());
        }
    }

    @Test
    void slowBodyIsRefusedAfterTimeout() throws Exception {
        HttpOptions shortBody = new HttpOptions(HeadLimits.DEFAULT, TIMEOUT, Duration.ofMillis(20), TIMEOUT,
                TIMEOUT, OriginPolicy.ANY);
        try (HttpServer server = server(shortBody); Client client = new Client(server)) {
            client.send("POST /echo/ HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe");
            assertEquals("408 the body was not whole within 20 ms", client.response());
        }
    }

    /** Browsers open connections in advance, and may never use them. */
    @Test
    void connectionWithoutARequestIsClosedWithoutAResponseOrALine() throws Exception {
        HttpOptions shortHead = new HttpOptions(HeadLimits.DEFAULT, Duration.ofMillis(20), TIMEOUT, TIMEOUT,
                TIMEOUT, OriginPolicy.ANY);
        try (HttpServer server = server(shortHead)) {
            try (Client idle = new Client(server)) {
                assertEquals("end", idle.response());
            }
            try (Client slow = new Client(server)) {
                assertEquals("408 the head was not whole within 20 ms", slow.send("G").response());
            }
            String line = log.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertTrue(line.endsWith(": 408, the head was not whole within 20 ms"), line);
            assertTrue(log.isEmpty(), log::toString);
        }
    }

    @Test
    void clientThatSpeaksTlsIsNamed() throws Exception {
        try (HttpServer server = server(OPTIONS); Client client = new Client(server)) {
            client.send("\u0016\u0003\u0001\u0002\0\u0001\0");
            String said = "400, the client speaks TLS, as for https and wss, but this port is for http and ws";
            assertEquals(said, client.response().replaceFirst(" ", ", "));
            String line = log.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertTrue(line.endsWith(said), line);
        }
    }

    @Test
    void pendingResponseIsDeliveredWhenTheServerCloses() throws Exception {
        byte[] large = new byte[1 << 20];
        BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        HttpServer server = server(OPTIONS);
        try (Client client = new Client(server)) {
            client.send(get("/late"));
            late.take().respond(new HttpResponse(Status.OK, Headers.NONE, "text/plain", large));
            Thread reading = Thread.ofVirtual().start(() -> {
                try {
                    read.add(client.in.readAllBytes().length);
                } catch (IOException _) {
                    read.add(0);
                }
            });
            server.close();
            reading.join();
            assertTrue(read.take() > large.length, "the whole body and its head");
        }
    }

    @Test
    void connectionBeyondTheLimitGets503() throws Exception {
        try (HttpServer server = new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0), late::add, OPTIONS,
                Optional.empty(), ConnectionLimits.total(1), log::add); Client first = new Client(server)) {
            first.send(get("/late"));
            late.take();
            try (Client second = new Client(server)) {
                assertEquals("503 the only place is taken; try again later",
                        second.send(get("/")).response());
            }
        }
    }
}
