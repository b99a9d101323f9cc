package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import netkit.http.HttpResponse;
import netkit.http.HttpRoutes;
import netkit.net.Endpoint;
import netkit.net.Scheduler;
import netkit.testing.ManualScheduler;

/** A server with an echo at {@code /echo} and a page at {@code /}, which records its connections and how they ended. */
final class EchoServer implements AutoCloseable {
    /** A timeout that no test reaches. */
    static final Duration LONG = Duration.ofSeconds(60);
    /** A timeout that a test waits for. */
    static final Duration SHORT = Duration.ofMillis(200);
    /** Limits of 16 MiB, compression, no pings, and timeouts that a passing test does not reach. */
    static final WebSocketOptions OPTIONS = new WebSocketOptions(16 << 20, 16 << 20,
            WebSocketOptions.Deflate.ON,
            Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(20), Optional.empty(), List.of());

    final BlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseStatus> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final WebSocketServer server;

    EchoServer(WebSocketOptions options, SSLContext tls) throws IOException {
        WebSocketHandler echo = new WebSocketHandler() {
            @Override
            public void opened(WebSocketConnection connection) {
                opened.add(connection);
            }

            @Override
            public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                    int length)
                    throws IOException {
                connection.reply(type, bytes, from, length);
            }

            @Override
            public void closed(WebSocketConnection connection, CloseStatus status) {
                ended.add(status);
            }
        };
        server = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/echo", _ -> WebSocketServer.Session.of(echo)),
                Map.of("/", HttpRoutes.serving(HttpResponse.html(Wire.utf8("<p>hello")))),
                options, Optional.ofNullable(tls), log::add);
    }

    EchoServer() throws IOException {
        this(OPTIONS, null);
    }

    /** Returns options with limits of 1 MiB, compression, and these timeouts. */
    static WebSocketOptions options(Duration pingInterval, Duration handshakeTimeout, Duration closeTimeout) {
        return options(pingInterval, handshakeTimeout, closeTimeout, Scheduler.SYSTEM);
    }

    /** Returns options with limits of 1 MiB, compression, and pings and a close timeout that this clock times. */
    static WebSocketOptions options(Duration pingInterval, Duration closeTimeout, Scheduler scheduler) {
        return options(pingInterval, LONG, closeTimeout, scheduler);
    }

    private static WebSocketOptions options(Duration pingInterval, Duration handshakeTimeout,
            Duration closeTimeout, Scheduler scheduler) {
        return new WebSocketOptions(1 << 20, 1 << 20, WebSocketOptions.Deflate.ON, pingInterval,
                handshakeTimeout, closeTimeout, Optional.empty(), List.of(),
                WebSocketOptions.MESSAGE_TIMEOUT, scheduler);
    }

    Endpoint endpoint() {
        return server.endpoint();
    }

    int connections() {
        return server.connections();
    }

    /** Waits for a connection to end, and returns how it ended. */
    CloseStatus awaitEnd() throws InterruptedException {
        CloseStatus status = ended.poll(20, TimeUnit.SECONDS);
        assertNotNull(status, "the connection has not ended");
        return status;
    }

    /** Advances the clock by this time until a connection has ended, and returns how it ended. */
    CloseStatus awaitEnd(ManualScheduler clock, Duration time) throws InterruptedException {
        CloseStatus status = null;
        for (int i = 0; i < 200 && status == null; i++) {
            clock.advance(time);
            status = ended.poll(100, TimeUnit.MILLISECONDS);
        }
        assertNotNull(status, "the connection has not ended");
        return status;
    }

    /** Opens a WebSocket connection to the echo, with these additional header lines. */
    RawPeer peer(String... lines) throws IOException {
        return RawPeer.open(endpoint(), "/echo", lines);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
