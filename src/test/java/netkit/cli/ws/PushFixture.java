package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.chat.MemberLog;
import netkit.http.EventStreamDecoder;
import netkit.http.Headers;
import netkit.http.HttpClient;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.http.RequestHead;
import netkit.http.ResponseReader;
import netkit.http.ServerSentEvent;
import netkit.net.Backpressure;
import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.testing.ManualScheduler;

/** A server of the chat over plain HTTP, and its clients. */
abstract class PushFixture {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    static final Duration POLL = Duration.ofSeconds(25);
    static final Duration RESUME = Duration.ofSeconds(30);
    static final int BACKLOG = 64 * 1024;
    private static final Pattern NEXT = Pattern.compile("</poll\\?after=([\\w-]+)>; rel=\"next\"");

    final ManualScheduler scheduler = new ManualScheduler();
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    final List<HttpClient> clients = new ArrayList<>();
    final AtomicInteger ids = new AtomicInteger();
    final Chat chat = new Chat(() -> "id" + ids.incrementAndGet());
    PushRoutes push;
    HttpServer server;

    @BeforeEach
    void open() throws IOException {
        open(ConnectionLimits.total(100), 3, 3);
    }

    void open(ConnectionLimits connections, int members, int perAddress) throws IOException {
        ChatLimits limits = new ChatLimits(8 * 1024,
                new ConnectionLimits(members, perAddress, connections.memory()), BACKLOG, Duration.ZERO);
        push = new PushRoutes(chat, limits,
                new PushMember.Settings(BACKLOG, POLL, RESUME, new Backpressure(), scheduler),
                new MemberLog(log::add), () -> "t" + ids.incrementAndGet());
        HttpRoutes routes = new HttpRoutes();
        push.handlers().forEach(routes::at);
        server = new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0), routes, HttpOptions.DEFAULT,
                Optional.empty(), connections, _ -> {});
    }

    @AfterEach
    void close() throws IOException {
        clients.forEach(HttpClient::close);
        server.close();
    }

    HttpClient client() {
        return client(64 * 1024);
    }

    HttpClient client(int receiveBuffer) {
        HttpClient client = new HttpClient(() -> {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(receiveBuffer);
            socket.connect(server.endpoint().resolve());
            return socket;
        }, 1 << 20);
        clients.add(client);
        return client;
    }

    static RequestHead request(String method, String target, String... headers) {
        RequestHead head = new RequestHead(method, target, "HTTP/1.1", Headers.of("Host", "localhost"));
        Headers all = head.headers();
        for (int i = 0; i < headers.length; i += 2) {
            all = all.with(headers[i], headers[i + 1]);
        }
        return new RequestHead(method, target, "HTTP/1.1", all);
    }

    static String text(HttpClient.Response response) {
        String body = new String(response.body(), StandardCharsets.UTF_8).strip();
        return response.head().status() + (body.isEmpty() ? "" : " " + body);
    }

    String send(String method, String target, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return text(client().send(request(method, target, "Content-Length", Integer.toString(bytes.length)),
                bytes,
                TIMEOUT));
    }

    String say(String target, String body) throws IOException {
        return send("POST", "/say" + target, body);
    }

    /** One connection to /events. */
    final class Events {
        final HttpClient client;
        final ResponseReader response;
        final EventStreamDecoder decoder;
        final Queue<ServerSentEvent> events = new ArrayDeque<>();

        Events(String target, String lastEventId) throws IOException {
            this(client(), target, lastEventId);
        }

        Events(HttpClient client, String target, String lastEventId) throws IOException {
            this.client = client;
            response = client.open(lastEventId.isEmpty() ? request("GET", target)
                    : request("GET", target, "Last-Event-ID", lastEventId), new byte[0], TIMEOUT);
            decoder = new EventStreamDecoder(lastEventId, 1 << 20);
        }

        /** Returns the next line; "end" at the end of the stream. */
        String next() throws IOException {
            while (events.isEmpty()) {
                byte[] piece = response.next(TIMEOUT);
                if (piece.length == 0) {
                    return "end";
                }
                decoder.feed(piece, 0, piece.length, events::add);
            }
            ServerSentEvent event = events.remove();
            return event.data();
        }

        /** Skips lines up to one that matches, and returns that. */
        String await(String regex) throws IOException {
            String line = next();
            while (!line.matches(regex)) {
                assertFalse(line.equals("end"), "the stream ended before " + regex);
                line = next();
            }
            return line;
        }

        String session() throws IOException {
            return await("\\* to speak, .*").replaceFirst(".*=", "");
        }
    }

    Events events(String target) throws IOException {
        return new Events(target, "");
    }

    /** One client of /poll. */
    final class Poll {
        final HttpClient client = client();
        String after = "";

        String next() throws IOException {
            HttpClient.Response response = client.send(request("GET", "/poll?after=" + after), new byte[0],
                    TIMEOUT.plus(TIMEOUT));
            Matcher next = NEXT.matcher(response.head().headers().first("Link").orElse(""));
            after = next.matches() ? next.group(1) : "";
            return text(response);
        }
    }
}
