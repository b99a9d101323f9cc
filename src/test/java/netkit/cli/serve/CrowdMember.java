package netkit.cli.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import netkit.net.Tls;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;

/** One of many members, whose speakers say 0, 1, 2, …: checks that it has each once and in order. */
abstract class CrowdMember implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("(?:data: )?\\[lobby] (\\S+): (\\d+)");
    private static final Pattern EVENT = Pattern
            .compile("42\\[\"chat message\",\"(\\d+)\",\\{.*\"nick\":\"([^\"]+)\"}]");
    private static final Pattern GREETING = Pattern
            .compile("(?:data: )?\\* your id is .*|42\\[\"welcome\",.*");

    final CountDownLatch entered = new CountDownLatch(1);
    private final Map<String, Integer> heard = new HashMap<>();
    private String fault = "";

    /** Says something in the lobby. */
    abstract void say(String text) throws IOException;

    @Override
    public abstract void close() throws IOException;

    final void received(String text) {
        if (GREETING.matcher(text).matches()) {
            entered.countDown();
        }
        Matcher line = LINE.matcher(text);
        Matcher event = EVENT.matcher(text);
        if (line.matches()) {
            heard(line.group(1), Integer.parseInt(line.group(2)));
        } else if (event.matches()) {
            heard(event.group(2), Integer.parseInt(event.group(1)));
        }
    }

    private synchronized void heard(String speaker, int number) {
        int expected = heard.getOrDefault(speaker, 0);
        if (number != expected && fault.isEmpty()) {
            fault = speaker + " said " + expected + " next, but " + number + " came";
        }
        heard.put(speaker, expected + 1);
    }

    /** Returns how many lines it has of how many speakers; or what is wrong. */
    final synchronized String account() {
        int lines = heard.values().stream().mapToInt(Integer::intValue).sum();
        return fault.isEmpty() ? lines + " lines of " + heard.size() : fault;
    }

    final void lost(IOException e) {
        synchronized (this) {
            fault = "the connection is lost: " + e.getMessage();
        }
    }

    private void readFrom(BufferedReader in) {
        Thread.ofVirtual().start(() -> {
            try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    received(line);
                }
            } catch (IOException e) {
                lost(e);
            }
        });
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    static CrowdMember tcp(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        CrowdMember member = new CrowdMember() {
            @Override
            void say(String text) throws IOException {
                write(socket, text + "\n");
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
        member.readFrom(reader(socket));
        return member;
    }

    /** Over server-sent events: what is said goes in requests over another connection. */
    static CrowdMember events(int port) throws IOException {
        Socket events = new Socket("127.0.0.1", port);
        write(events, "GET /events HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
        BufferedReader in = reader(events);
        String speaking = "data: * to speak, POST your lines to ";
        String line = in.readLine();
        while (!line.startsWith(speaking)) {
            line = in.readLine();
        }
        String target = line.substring(speaking.length());
        CrowdMember member = new CrowdMember() {
            @Override
            void say(String text) throws IOException {
                try (Socket request = new Socket("127.0.0.1", port)) {
                    write(request, "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nConnection: close\r\nContent-Length: " + text.length() + "\r\n\r\n"
                            + text);
                    reader(request).readLine();
                }
            }

            @Override
            public void close() throws IOException {
                events.close();
            }
        };
        member.entered.countDown();
        member.readFrom(in);
        return member;
    }

    static CrowdMember webSocket(int port) throws IOException {
        return new WebSocketMember(port, "/chat", false);
    }

    /** A client of Socket.IO that knows no more of it than this takes. */
    static CrowdMember socketIo(int port) throws IOException {
        return new WebSocketMember(port, "/socket.io/?EIO=4&transport=websocket", true);
    }

    private static final class WebSocketMember extends CrowdMember implements WebSocketHandler {
        private final boolean isSocketIo;
        private final WebSocketConnection connection;

        WebSocketMember(int port, String target, boolean isSocketIo) throws IOException {
            this.isSocketIo = isSocketIo;
            this.connection = new WebSocketClient(WebSocketOptions.DEFAULT,
                    Tls.client())
                    .connect(URI.create("ws://127.0.0.1:" + port + target), this);
            Thread.ofVirtual().start(connection::run);
            if (isSocketIo) {
                connection.sendText("40"); // CONNECT
            }
        }

        @Override
        void say(String text) {
            connection.sendText(isSocketIo ? "42[\"chat message\",\"" + text + "\"]" : text);
        }

        @Override
        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at, int length) {
            String text = new String(bytes, at, length, StandardCharsets.UTF_8);
            if (isSocketIo && text.equals("2")) {
                from.sendText("3"); // ping, pong
            }
            received(text);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
