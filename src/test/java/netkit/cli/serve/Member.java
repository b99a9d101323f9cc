package netkit.cli.serve;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import netkit.socketio.ClientSideSocket;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.testing.WebSocketPeer;

/** A member of the chat over any transport: what it receives, as lines. */
abstract class Member implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    final String name;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> all = new ArrayList<>();

    Member(String name) {
        this.name = name;
    }

    /** Executes a line, which may be a command of the chat only where the transport has lines. */
    abstract void send(String line) throws Exception;

    @Override
    public abstract void close() throws IOException;

    final void received(String line) {
        synchronized (all) {
            all.add(line);
        }
        lines.add(line);
    }

    /** Waits for a line that matches the regular expression, and returns it. */
    final String await(String regex) throws InterruptedException {
        String line = next(regex);
        while (!line.matches(regex)) {
            line = next(regex);
        }
        return line;
    }

    /** Waits for a line that matches the regular expression, and returns those before it that are messages. */
    final List<String> messagesUntil(String regex) throws InterruptedException {
        List<String> messages = new ArrayList<>();
        for (String line = next(regex); !line.matches(regex); line = next(regex)) {
            if (line.startsWith("[")) {
                messages.add(line);
            }
        }
        return messages;
    }

    private String next(String regex) throws InterruptedException {
        String line = lines.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(line, () -> name + " waits for " + regex + " and has\n" + this);
        return line;
    }

    @Override
    public String toString() {
        synchronized (all) {
            return name + ":\n  "
                    + String.join("\n  ", all.subList(Math.max(0, all.size() - 30), all.size()));
        }
    }

    private static void readLines(BufferedReader in, Consumer<String> lines) {
        Thread.ofVirtual().start(() -> {
            try (in) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.accept(line);
                }
            } catch (IOException _) {
                // closed
            }
        });
    }

    /** Over TCP, as nc. */
    static Member tcp(String name, int port) throws Exception {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        Member member = new Member(name) {
            @Override
            void send(String line) throws IOException {
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
        readLines(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                member::received);
        return named(member);
    }

    private static Member named(Member member) throws Exception {
        member.send("/nick " + member.name);
        member.messagesUntil("\\* you are " + member.name + " now");
        return member;
    }

    static Member webSocket(String name, int port) throws Exception {
        WebSocketPeer peer = new WebSocketPeer("ws://127.0.0.1:" + port + "/chat");
        Member member = new Member(name) {
            @Override
            void send(String line) {
                peer.send(line);
            }

            @Override
            public void close() {
                peer.close();
            }
        };
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    member.received(peer.await(".*"));
                }
            } catch (AssertionError _) {
                // closed
            }
        });
        return named(member);
    }

    /** Over server-sent events, and a POST for each line. */
    static Member events(String name, int port) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI server = URI.create("http://127.0.0.1:" + port);
        BufferedReader in = new BufferedReader(new InputStreamReader(client.send(
                HttpRequest.newBuilder(server.resolve("/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
        String speaking = "data: * to speak, POST your lines to ";
        String line = in.readLine();
        while (!line.startsWith(speaking)) {
            line = in.readLine();
        }
        URI where = server.resolve(line.substring(speaking.length()));
        Member member = new Member(name) {
            @Override
            void send(String said) throws Exception {
                client.send(
                        HttpRequest.newBuilder(where).POST(HttpRequest.BodyPublishers.ofString(said)).build(),
                        HttpResponse.BodyHandlers.discarding());
            }

            @Override
            public void close() {
                client.shutdownNow();
            }
        };
        readLines(in, data -> {
            if (data.startsWith("data: ")) {
                member.received(data.substring("data: ".length()));
            }
        });
        return named(member);
    }

    static Member socketIo(String name, int port) throws Exception {
        SocketIoClient client = new SocketIoClient(URI.create("http://127.0.0.1:" + port),
                SocketIoClientOptions.DEFAULT);
        ClientSideSocket socket = client.of("/");
        Member member = new Member(name) {
            @Override
            void send(String text) {
                socket.emit("chat message", text);
            }

            @Override
            public void close() {
                client.close();
            }
        };
        socket.on("chat message", (_, args, _) -> member.received(args.size() == 1
                ? "* " + args.text(0)
                : "[" + args.object(1).get("room") + "] " + args.object(1).get("nick") + ": "
                        + args.text(0)));
        for (String event : List.of("notice", "welcome")) {
            socket.on(event, (_, args, _) -> member.received("* " + args.value(0)));
        }
        socket.connect();
        member.messagesUntil("\\* \\{.*");
        Map<String, Object> reply = socket.timeout(TIMEOUT).emitWithAck("nick", name).await().object(0);
        assertNotNull(reply.get("nick"), reply::toString);
        return member;
    }
}
