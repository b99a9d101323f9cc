package netkit.engineio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.HttpExchange;
import netkit.http.Page;
import netkit.http.RequestHead;
import netkit.http.Status;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;

/**
 * A session at the server's end with what carries it: requests that wait for an answer, WebSocket connections, a clock.
 * The rules are in {@link ServerSession}, which is asked with the lock held; nothing that may block is done under it.
 */
final class ServedSocket implements EngineSocket, ServerSession.Effects {
    private final EngineServer server;
    private final EngineServerOptions options;
    private final String id;
    private final RequestHead request;
    private final String remoteAddress;
    private final EngineHandler handler;
    private final Mailbox mailbox = new Mailbox(this::fault);

    // All that follows is guarded by this.
    private final ServerSession session;
    private HttpExchange poll;
    private HttpExchange post;
    private WebSocketConnection webSocket;
    private WebSocketConnection probe;
    private long alarmAt = ServerSession.NEVER;

    ServedSocket(EngineServer server, String id, HttpExchange opening, EngineHandler handler,
            Transport transport) {
        this.server = server;
        this.options = server.options();
        this.id = id;
        this.request = opening.request();
        this.remoteAddress = opening.peer().host();
        this.handler = handler;
        this.session = new ServerSession(options, transport, this);
    }

    // What a program does with it.

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized Transport transport() {
        return session.transport();
    }

    @Override
    public boolean send(List<EnginePacket> messages) {
        return changed(() -> session.send(messages));
    }

    @Override
    public synchronized boolean isWritable() {
        return session.isWritable();
    }

    @Override
    public void close() {
        changed(() -> session.close(server.clock().now()));
    }

    @Override
    public void abort() {
        changed(session::abort);
    }

    @Override
    public Optional<String> remoteAddress() {
        return Optional.of(remoteAddress);
    }

    @Override
    public RequestHead request() {
        return request;
    }

    // What comes over polling.

    /** The request that opens the session; it is the first poll. */
    void openByPolling(HttpExchange exchange) throws InterruptedException {
        opened();
        changed(() -> {
            session.open(id, server.clock().now());
            accept(exchange);
        });
        mailbox.tell();
    }

    private void opened() {
        mailbox.add(() -> handler.opened(this));
        server.opened(this);
    }

    void poll(HttpExchange exchange) {
        if (!changed(() -> !carriesPolling(exchange) || accept(exchange))) {
            server.answerAndClose(exchange, Page.empty(Status.BAD_REQUEST, Headers.NONE));
        }
    }

    private boolean accept(HttpExchange exchange) {
        if (poll == null) {
            poll = exchange;
            exchange.onAbort(() -> pollAborted(exchange));
        }
        return session.poll(server.clock().now());
    }

    private void pollAborted(HttpExchange exchange) {
        changed(() -> {
            if (poll == exchange) {
                poll = null;
                session.pollAborted();
            }
        });
    }

    /** Since the request was looked at, the session may have ended, or left polling. */
    private boolean carriesPolling(HttpExchange exchange) {
        if (session.isOver()) {
            server.refuse(exchange, EngineError.UNKNOWN_SID);
            return false;
        }
        if (session.transport() != Transport.POLLING) {
            server.refuse(exchange, EngineError.BAD_REQUEST);
            return false;
        }
        return true;
    }

    void post(HttpExchange exchange) throws IOException, InterruptedException {
        boolean accepted = changed(() -> {
            if (!carriesPolling(exchange)) {
                return true;
            }
            boolean begun = session.beginPost();
            post = begun ? exchange : post;
            return begun;
        });
        if (!accepted) {
            server.answerAndClose(exchange, Page.empty(Status.BAD_REQUEST, Headers.NONE));
        } else if (postIs(exchange)) {
            receivePost(exchange);
        }
    }

    private synchronized boolean postIs(HttpExchange exchange) {
        return post == exchange;
    }

    private void receivePost(HttpExchange exchange) throws IOException, InterruptedException {
        Headers headers = exchange.request().headers();
        if (headers.first("Content-Type").filter("application/octet-stream"::equals).isPresent()) {
            postArrived();
            fail(CloseReason.TRANSPORT_ERROR, "the body of a POST is text since version 4");
            server.answerAndClose(exchange, Page.empty(Status.BAD_REQUEST, Headers.NONE));
            return;
        }
        byte[] body;
        try {
            body = exchange.body(options.maxPayload());
        } catch (HttpException e) {
            if (e.status() != Status.CONTENT_TOO_LARGE) {
                postAborted();
                throw e;
            }
            postArrived(); // the session goes on, as it does in the reference
            server.answerAndClose(exchange, Page.empty(e.status(), Headers.NONE));
            return;
        } catch (IOException e) {
            postAborted();
            throw e;
        }
        postArrived();
        String payload = new String(body, StandardCharsets.UTF_8);
        options.trace().request(exchange.request(), payload);
        boolean whole = receive(payload);
        awaitLeft();
        server.answer(exchange, whole ? ok() : Page.empty(Status.BAD_REQUEST, Headers.NONE));
    }

    private void postAborted() {
        changed(() -> {
            session.postArrived();
            session.fail(CloseReason.TRANSPORT_ERROR, "the connection of a POST was closed");
        });
    }

    private void postArrived() {
        changed(() -> {
            post = null;
            session.postArrived();
        });
    }

    private static Page ok() {
        return new Page(Status.OK, Headers.NONE, "text/html", new byte[] {'o', 'k'});
    }

    /** A client that is told it is done may expect that nobody knows it any more. */
    private synchronized void awaitLeft() throws InterruptedException {
        while (session.isLeaving()) {
            wait();
        }
    }

    private boolean receive(String payload) throws InterruptedException {
        for (String text : Payload.split(payload)) {
            try {
                received(EnginePacket.decode(text));
                mailbox.tell(); // what the handler does may change what becomes of the next
            } catch (EngineException e) {
                fail(CloseReason.PARSE_ERROR, e.getMessage());
                return false;
            }
        }
        return true;
    }

    private void received(EnginePacket packet) {
        changed(() -> {
            options.trace().received(session.transport(), packet);
            session.receive(packet, server.clock().now());
        });
    }

    private void fail(CloseReason reason, String detail) {
        changed(() -> session.fail(reason, detail));
    }

    // What comes over WebSocket.

    /** Handles the WebSocket that opens the session. */
    WebSocketHandler opening() {
        return new Frames() {
            @Override
            public void opened(WebSocketConnection connection) throws IOException {
                synchronized (ServedSocket.this) {
                    webSocket = connection;
                }
                ServedSocket.this.opened();
                changed(() -> session.open(id, server.clock().now()));
                tell();
            }
        };
    }

    /** Handles a WebSocket that comes with the session's id. */
    WebSocketHandler upgrading() {
        return new Frames() {
            @Override
            public void opened(WebSocketConnection connection) {
                boolean begun = changed(() -> {
                    boolean begins = session.beginUpgrade(server.clock().now());
                    probe = begins ? connection : probe;
                    return begins;
                });
                if (!begun) {
                    connection.close();
                }
            }
        };
    }

    /** What a WebSocket connection tells, which carries the session, or may one day, or not at all. */
    private abstract class Frames implements WebSocketHandler {
        private boolean broken;

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            try {
                receive(connection, type == Opcode.BINARY
                        ? EnginePacket.message(Arrays.copyOfRange(bytes, from, from + length))
                        : EnginePacket.decode(new String(bytes, from, length, StandardCharsets.UTF_8)));
            } catch (EngineException e) {
                ServedSocket.this.failed(connection, CloseReason.PARSE_ERROR, e.getMessage());
            }
            tell();
        }

        private void receive(WebSocketConnection connection, EnginePacket packet) {
            changed(() -> {
                options.trace().received(Transport.WEBSOCKET, packet);
                if (connection == webSocket) {
                    session.receive(packet, server.clock().now());
                } else if (connection == probe) {
                    session.receiveProbe(packet, server.clock().now());
                }
            });
        }

        @Override
        public void failed(WebSocketConnection connection, WebSocketException why) {
            broken = true;
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            ServedSocket.this.failed(connection,
                    broken ? CloseReason.TRANSPORT_ERROR : CloseReason.TRANSPORT_CLOSE,
                    "the WebSocket connection was closed: " + status);
            mailbox.tellElsewhere();
        }

        void tell() throws IOException {
            try {
                mailbox.tell();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private void failed(WebSocketConnection connection, CloseReason reason, String detail) {
        changed(() -> {
            if (connection == webSocket) {
                session.fail(reason, detail);
            } else if (connection == probe) {
                probe = null;
                session.cancelUpgrade();
                connection.close();
            }
        });
    }

    // What the rules want done.

    @Override
    public void answerPoll(List<EnginePacket> packets) {
        HttpExchange exchange = poll;
        poll = null;
        packets.forEach(packet -> options.trace().sent(Transport.POLLING, packet));
        server.answer(exchange, new Page(Status.OK, Headers.NONE, "text/plain; charset=UTF-8",
                Payload.encode(packets).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void refusePoll() {
        server.refuse(poll, EngineError.BAD_REQUEST);
        poll = null;
    }

    @Override
    public void abortPost() {
        post.abort();
    }

    @Override
    public void sendFrame(EnginePacket packet) {
        send(webSocket, packet);
    }

    @Override
    public void sendProbe(EnginePacket packet) {
        send(probe, packet);
    }

    private void send(WebSocketConnection connection, EnginePacket packet) {
        options.trace().sent(Transport.WEBSOCKET, packet);
        switch (packet) {
            case EnginePacket.Text text -> {
                byte[] utf8 = text.encode().getBytes(StandardCharsets.UTF_8);
                connection.offer(Opcode.TEXT, utf8, 0, utf8.length);
            }
            case EnginePacket.Binary(byte[] data) -> connection.offer(Opcode.BINARY, data, 0, data.length);
        }
    }

    @Override
    public long backlog() {
        return webSocket == null ? 0 : webSocket.backlog();
    }

    @Override
    public void closeWebSocket() {
        server.sayGoodbye(webSocket);
    }

    @Override
    public void closeProbe() {
        if (probe != null) {
            server.sayGoodbye(probe);
            probe = null;
        }
    }

    @Override
    public void adoptProbe() {
        webSocket = probe;
        probe = null;
    }

    @Override
    public void deliver(EnginePacket message) {
        mailbox.add(() -> {
            switch (message) {
                case EnginePacket.Text(_, String data) -> handler.text(this, data);
                case EnginePacket.Binary(byte[] data) -> handler.binary(this, data);
            }
        });
    }

    @Override
    public void closed(CloseReason reason, String detail) {
        server.closed(this);
        notifyAll();
        options.trace().closed(reason, detail);
        mailbox.add(() -> handler.closed(this, reason));
        mailbox.tellElsewhere();
    }

    // How it is kept going.

    private void changed(Runnable change) {
        changed(() -> {
            change.run();
            return true;
        });
    }

    private synchronized boolean changed(BooleanSupplier change) {
        session.tick(server.clock().now()); // what was due before comes before, even if the alarm clock is late
        boolean result = change.getAsBoolean();
        long due = session.dueAt();
        if (due < alarmAt) {
            alarmAt = due;
            server.clock().at(due, this::alarm);
        }
        return result;
    }

    private synchronized void alarm() {
        alarmAt = ServerSession.NEVER;
        changed(() -> {});
    }

    private void fault(Throwable fault) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
        abort();
    }
}
