package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.net.Endpoint;
import netkit.net.Listener;

@Timeout(60)
class EventSourceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final EventSource.Options OPTIONS = new EventSource.Options(1000, TIMEOUT, TIMEOUT,
            Duration.ofMillis(1));
    private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n";
    private static final String NO_MORE = "HTTP/1.1 204 No Content\r\n\r\n";

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private Listener listener;
    private EventSource source;

    /** Starts a server that sends one response on each connection and closes it. */
    private void serve(String... responses) throws IOException {
        BlockingQueue<String> left = new LinkedBlockingQueue<>(List.of(responses));
        listener = Listener.open(new Endpoint(Endpoint.LOOPBACK, 0), socket -> {
            RequestHead head = new HttpReader(socket, HeadLimits.DEFAULT).request(TIMEOUT);
            seen.add("GET after '" + String.join(",", head.headers().all("Last-Event-ID")) + "'");
            socket.getOutputStream().write(left.remove().getBytes(StandardCharsets.UTF_8));
        }, _ -> {});
        open(listener.endpoint());
    }

    private void open(Endpoint endpoint) {
        source = new EventSource(() -> {
            Socket socket = new Socket();
            socket.connect(endpoint.resolve());
            return socket;
        }, new RequestHead("GET", "/events", "HTTP/1.1", Headers.of("Host", "h")), OPTIONS);
    }

    @AfterEach
    void close() throws IOException {
        source.close();
        listener.close();
    }

    private final class Seen implements EventSource.Listener {
        @Override
        public void opened(ResponseHead response) {
            seen.add("opened");
        }

        @Override
        public void event(ServerSentEvent event) {
            seen.add(event.type() + " " + event.id() + ": " + event.data());
        }

        @Override
        public void lost(String why, Duration retry) {
            seen.add("lost, retry " + retry.toMillis());
        }
    }

    private List<String> run() throws Exception {
        source.run(new Seen());
        return List.copyOf(seen);
    }

    @Test
    void reconnectsWithTheIdOfTheLastWholeEvent() throws Exception {
        serve(STREAM + "\r\nretry: 2\nid: a-1\ndata: one\n\nid: a-2\ndata: cut of",
                STREAM + "\r\nid: a-2\ndata: two\n\ndata: three\n\n", STREAM + "\r\n", NO_MORE);
        assertEquals(List.of("GET after ''", "opened", "message a-1: one", "lost, retry 2", "GET after 'a-1'",
                "opened", "message a-2: two", "message a-2: three", "lost, retry 2", "GET after 'a-2'",
                "opened", "lost, retry 2", "GET after 'a-2'"), run());
        assertEquals("a-2", source.lastEventId());
    }

    @Test
    void chunkedBodyThatIsCutOffIsResumed() throws Exception {
        serve(STREAM + "Transfer-Encoding: chunked\r\n\r\n11\r\nid: 7\ndata: one\n\n\r\n9\r\ndata: two\r\n",
                NO_MORE);
        assertEquals(List.of("GET after ''", "opened", "message 7: one", "lost, retry 1", "GET after '7'"),
                run());
    }

    @Test
    void idIsSentInUtf8() throws Exception {
        serve(STREAM + "\r\nid: é\ndata: x\n\n", NO_MORE);
        assertEquals("GET after 'Ã©'", run().getLast());
    }

    @Test
    void responseThatIsNoEventStreamEndsTheSource() throws Exception {
        serve("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        assertEquals("the response is 404 Not Found, not an event stream",
                assertThrows(HttpException.class, this::run).getMessage());
        listener.close();
        serve("HTTP/1.1 200 OK\r\nContent-Type: text/event-streams\r\n\r\n");
        assertEquals("the content type is text/event-streams, not text/event-stream",
                assertThrows(HttpException.class, this::run).getMessage());
    }

    @Test
    void eventBeyondTheLimitEndsTheSource() throws Exception {
        serve(STREAM + "\r\ndata: " + "x".repeat(1001));
        assertThrows(HttpException.class, this::run);
    }

    @Test
    void triesAgainUntilItIsClosed() throws Exception {
        serve();
        listener.close();
        Thread runner = Thread.ofVirtual().start(() -> {
            try {
                source.run(new Seen());
                seen.add("returned");
            } catch (Exception e) {
                seen.add(e.toString());
            }
        });
        for (int i = 0; i < 3; i++) {
            assertEquals("lost, retry 1", seen.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        }
        source.close();
        runner.join();
        seen.removeIf("lost, retry 1"::equals);
        assertEquals(List.of("returned"), List.copyOf(seen));
    }
}
