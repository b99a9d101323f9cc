package netkit.engineio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

import netkit.http.HttpClient;
import netkit.http.RequestHead;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;

/**
 * A session at the client's end with what carries it: a thread that polls, one that posts, a WebSocket connection, a
 * clock. The rules are in {@link ClientSession}, which is asked with the lock held; nothing that may block is done under
 * it.
 */
final class ClientSocket implements EngineSocket, ClientSession.Effects {
    private final ClientRequests requests;
    private final EngineClientOptions options;
    private final EngineTrace trace;
    private final EngineHandler handler;
    private final Mailbox mailbox = new Mailbox(this::fault);
    private final OpenPacket handshake;
    private final RequestHead request;
    private final AlarmClock clock = new AlarmClock();
    private final Semaphore polls = new Semaphore(0);
    private final BlockingQueue<List<EnginePacket>> posts = new LinkedBlockingQueue<>();
    private final HttpClient poller;
    private final HttpClient poster;
    /** Nothing is to be polled any more. */
    private volatile boolean left;
    private volatile boolean over;

    // All that follows is guarded by this.
    private final ClientSession session;
    private WebSocketConnection webSocket;
    private WebSocketConnection probe;
    private boolean goodbye;
    private long alarmAt = ServerSession.NEVER;

    /**
     * @param poller the connection that the request came over, if it was a poll
     * @param webSocket null when the session begins with polling
     */
    ClientSocket(ClientRequests requests, EngineHandler handler, OpenPacket handshake, RequestHead request,
            HttpClient poller, WebSocketConnection webSocket) {
        this.requests = requests.withSid(handshake.sid());
        this.options = requests.options();
        this.trace = options.trace();
        this.handler = handler;
        this.handshake = handshake;
        this.request = request;
        this.poller = poller;
        this.poster = requests.httpClient();
        this.webSocket = webSocket;
        this.session = new ClientSession(handshake,
                webSocket == null ? Transport.POLLING : Transport.WEBSOCKET,
                options.maxBacklog(), this, clock.now());
    }

    /** @param further packets that came with the handshake */
    void open(List<String> further) {
        mailbox.add(() -> handler.opened(this));
        mailbox.tellElsewhere();
        if (transport() == Transport.POLLING) {
            Thread.ofVirtual().name("poll " + id()).start(() -> pollAll(further));
            Thread.ofVirtual().name("post " + id()).start(this::postAll);
        }
        boolean upgrades = options.upgrade() && options.transports().contains(Transport.WEBSOCKET);
        changed(() -> session.open(upgrades));
    }

    // What a program does with it.

    @Override
    public String id() {
        return handshake.sid();
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
        changed(session::close);
    }

    @Override
    public void abort() {
        changed(session::abort);
    }

    @Override
    public Optional<String> remoteAddress() {
        return Optional.empty();
    }

    @Override
    public RequestHead request() {
        return request;
    }

    // The threads of polling.

    private void pollAll(List<String> first) {
        try {
            receive(first);
            polls.acquire();
            while (!left) {
                receive(requests.poll(poller, handshake));
                changed(session::polled);
                polls.acquire();
            }
        } catch (IOException e) {
            fail(CloseReason.TRANSPORT_ERROR, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void postAll() {
        try (poller; poster) {
            List<EnginePacket> packets = posts.take();
            while (!packets.isEmpty()) {
                requests.post(poster, packets);
                changed(session::posted);
                packets = posts.take();
            }
        } catch (IOException e) {
            fail(CloseReason.TRANSPORT_ERROR, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(List<String> packets) throws InterruptedException {
        try {
            for (String text : packets) {
                EnginePacket packet = EnginePacket.decode(text);
                changed(() -> {
                    trace.received(Transport.POLLING, packet);
                    session.receive(packet, clock.now());
                });
                mailbox.tell(); // what the handler does may change what becomes of the next
            }
        } catch (EngineException e) {
            fail(CloseReason.TRANSPORT_ERROR, "the server sent " + e.getMessage());
        }
    }

    private void fail(CloseReason reason, String detail) {
        changed(() -> session.fail(reason, detail));
    }

    // WebSocket.

    /** Hears what a WebSocket connection tells, which carries the session or may one day. */
    final class Frames implements WebSocketHandler {
        private boolean broken;

        @Override
        public void opened(WebSocketConnection connection) {
            changed(() -> {
                if (connection == probe) {
                    session.probeOpened();
                }
            });
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            try {
                receive(connection, type == Opcode.BINARY
                        ? EnginePacket.message(Arrays.copyOfRange(bytes, from, from + length))
                        : EnginePacket.decode(new String(bytes, from, length, StandardCharsets.UTF_8)));
                mailbox.tell();
            } catch (EngineException e) {
                gone(connection, CloseReason.TRANSPORT_ERROR, "the server sent " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        private void receive(WebSocketConnection connection, EnginePacket packet) {
            changed(() -> {
                trace.received(Transport.WEBSOCKET, packet);
                if (connection == webSocket) {
                    session.receive(packet, clock.now());
                } else if (connection == probe) {
                    session.receiveProbe(packet);
                }
            });
        }

        @Override
        public void failed(WebSocketConnection connection, WebSocketException why) {
            broken = true;
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            gone(connection, broken ? CloseReason.TRANSPORT_ERROR : CloseReason.TRANSPORT_CLOSE,
                    "the WebSocket connection was closed: " + status);
        }
    }

    private void gone(WebSocketConnection connection, CloseReason reason, String detail) {
        changed(() -> {
            if (connection == webSocket) {
                session.fail(reason, detail);
            } else if (connection == probe) {
                probe = null;
                session.probeFailed();
                connection.close();
            }
        });
    }

    private void probe() {
        WebSocketConnection connection;
        try {
            connection = requests.openWebSocket(new Frames());
        } catch (IOException _) {
            changed(session::probeFailed);
            return;
        }
        boolean wanted = changed(() -> {
            probe = over ? null : connection;
            return !over;
        });
        if (!wanted) {
            connection.close();
        }
        connection.run();
    }

    // What the rules want done.

    @Override
    public void poll() {
        polls.release();
    }

    @Override
    public void post(List<EnginePacket> packets) {
        packets.forEach(packet -> trace.sent(Transport.POLLING, packet));
        posts.add(packets);
    }

    @Override
    public void openProbe() {
        Thread.ofVirtual().name("probe " + id()).start(this::probe);
    }

    @Override
    public void sendProbe(EnginePacket packet) {
        send(probe, packet);
    }

    @Override
    public void sendFrame(EnginePacket packet) {
        send(webSocket, packet);
    }

    private void send(WebSocketConnection connection, EnginePacket packet) {
        trace.sent(Transport.WEBSOCKET, packet);
        switch (packet) {
            case EnginePacket.Text text -> {
                byte[] utf8 = text.encode().getBytes(StandardCharsets.UTF_8);
                connection.offer(Opcode.TEXT, utf8, 0, utf8.length);
            }
            case EnginePacket.Binary(byte[] data) -> connection.offer(Opcode.BINARY, data, 0, data.length);
        }
    }

    @Override
    public void closeProbe() {
        if (probe != null) {
            probe.close();
            probe = null;
        }
    }

    @Override
    public void adoptProbe() {
        webSocket = probe;
        probe = null;
        leavePolling();
    }

    private void leavePolling() {
        left = true;
        polls.release();
        posts.add(List.of());
    }

    @Override
    public void sayGoodbye() {
        goodbye = true;
        post(List.of(EnginePacket.of(PacketType.CLOSE)));
    }

    @Override
    public long backlog() {
        return webSocket == null ? 0 : webSocket.backlog();
    }

    @Override
    public void closeWebSocket() {
        webSocket.close();
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
        over = true;
        trace.closed(reason, detail);
        leavePolling();
        if (!goodbye) {
            poller.close();
            poster.close();
        }
        clock.close();
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
        session.tick(clock.now());
        boolean result = change.getAsBoolean();
        long due = session.dueAt();
        if (due < alarmAt) {
            alarmAt = due;
            clock.at(due, this::alarm);
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
