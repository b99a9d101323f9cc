package netkit.cli.sio;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

import com.google.gson.JsonObject;

import netkit.cli.option.ExitCode;
import netkit.cli.terminal.LineConsole;
import netkit.engineio.CloseReason;
import netkit.engineio.EnginePacket;
import netkit.engineio.EngineTrace;
import netkit.engineio.EnginePacketType;
import netkit.engineio.EngineTransport;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.net.PrintableText;
import netkit.report.Numbers;
import netkit.report.Json;
import netkit.socketio.AckException;
import netkit.socketio.Arguments;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.ConnectErrorException;
import netkit.socketio.DisconnectReason;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.websocket.Frame;

/**
 * The session of {@code sio-client}, on a terminal or in a pipe: sends typed lines as events and prints received ones.
 */
final class SioSession implements LineConsole.Conversation {
    /** Version of the JSON lines that {@code --json} prints. */
    private static final int SCHEMA = 1;
    private static final long CLOSE_WAIT_MILLIS = 700;
    private static final List<String> HELP = List.of(
            "emit EVENT JSON…   send an event: emit \"chat message\" \"hello\"; <01 ff> are bytes",
            "ack EVENT JSON…    send an event and wait for its acknowledgement",
            "of /NAMESPACE      connect to a namespace; the next commands use it",
            "on EVENT…          print only these events; 'on *' prints all",
            "help               print this list");

    /** The output format of results. */
    enum Form {
        TEXT, JSON
    }

    private final SocketIoClient client;
    private final Map<String, ?> auth;
    private final Duration connectTimeout;
    private final Duration ackTimeout;
    private final Form form;
    private final Consumer<String> results;
    private final Consumer<String> notes;
    private final EngineTrace trace;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** The outcome of the last attempt to connect to each namespace. */
    private final Map<String, CompletableFuture<Void>> entering = new ConcurrentHashMap<>();
    private final Set<String> shownEvents = ConcurrentHashMap.newKeySet();
    private volatile ClientSideSocket current;
    private EngineTransport transport = EngineTransport.POLLING;
    private boolean transportAnnounced;
    private volatile long lostAt = System.nanoTime();
    private volatile boolean leaving;
    private volatile boolean failed;
    private volatile boolean syntaxError;
    private volatile CountDownLatch closed = new CountDownLatch(0);

    /**
     * @param auth the auth payload sent with each connection
     * @param trace receives everything that goes over the wire
     * @param results receives lines with data from the server
     * @param notes receives lines about the connection
     */
    SioSession(URI url, SocketIoClientOptions options, Map<String, ?> auth, Duration ackTimeout, Form form,
            EngineTrace trace, Consumer<String> results, Consumer<String> notes) {
        this.auth = auth;
        this.connectTimeout = options.engine().timeout();
        this.ackTimeout = ackTimeout;
        this.form = form;
        this.results = results;
        this.notes = notes;
        this.trace = trace;
        this.client = new SocketIoClient(url,
                options.withEngine(options.engine().withTrace(new TransportTrace())))
                .onReconnectAttempt(attempt -> notes.accept("reconnection attempt " + attempt + " after "
                        + Numbers.millis(System.nanoTime() - lostAt) + " ms"));
    }

    /**
     * Connects to a namespace and waits for the outcome.
     *
     * @throws ConnectErrorException if the server cannot be reached or refuses
     */
    void enter(String namespace) throws IOException, InterruptedException {
        ClientSideSocket socket = client.of(namespace);
        CompletableFuture<Void> entered = new CompletableFuture<>();
        if (entering.put(socket.namespaceName(), entered) == null) {
            registerHandlers(socket);
        }
        if (socket.connected()) {
            entered.complete(null);
        }
        socket.connect();
        try {
            entered.get(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
            current = socket;
        } catch (ExecutionException e) {
            socket.disconnect(); // no further attempts
            throw (IOException) e.getCause();
        } catch (TimeoutException e) {
            throw new IOException(
                    "the server did not respond to the connection to namespace "
                            + socket.namespaceName() + " within " + connectTimeout.toSeconds() + " s",
                    e);
        }
    }

    private void registerHandlers(ClientSideSocket socket) {
        String namespace = socket.namespaceName();
        socket.auth(auth).onAny((_, event, args) -> eventReceived(namespace, event, args)).onConnect(now -> {
            connected(now);
            entering.get(namespace).complete(null);
        }).onConnectError(e -> {
            lostAt = System.nanoTime();
            if (!entering.get(namespace).completeExceptionally(e)) {
                notes.accept("no connection to " + PrintableText.escapeControls(namespace) + ": "
                        + PrintableText.escapeControls(e.getMessage()));
                endIfIdle(socket);
            }
        }).onDisconnect(reason -> {
            lostAt = System.nanoTime();
            if (reason != DisconnectReason.IO_CLIENT_DISCONNECT) {
                notes.accept("disconnected from " + PrintableText.escapeControls(namespace) + ": " + reason);
                endIfIdle(socket);
            }
        });
    }

    private synchronized void connected(ClientSideSocket socket) {
        transportAnnounced = true;
        notes.accept("connected to " + PrintableText.escapeControls(socket.namespaceName()) + " as "
                + PrintableText.escapeControls(socket.id()) + " over " + transport
                + (socket.recovered() ? ", recovered without missed events" : ""));
    }

    private synchronized void upgraded(EngineTransport newTransport) {
        if (transportAnnounced && transport != newTransport) {
            notes.accept("upgraded to " + newTransport);
        }
        transport = newTransport;
    }

    private synchronized void opened(EngineTransport firstTransport) {
        transportAnnounced = false;
        transport = firstTransport;
        closed = new CountDownLatch(1);
    }

    /** Ends the session if the server disconnected or refused the current socket, which does not reconnect then. */
    private void endIfIdle(ClientSideSocket socket) {
        if (!socket.active() && socket == current) {
            failed = true;
            ended.countDown();
        }
    }

    /** Returns the exit code of the command. */
    int exitCode() {
        return syntaxError ? ExitCode.USAGE : failed ? ExitCode.FAILED : ExitCode.DONE;
    }

    @Override
    public void receive() throws IOException {
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void typed(String line) throws IOException {
        try {
            execute(line.strip());
        } catch (SioArguments.SyntaxException e) {
            syntaxError = true;
            notes.accept(e.getMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            failed = true;
            notes.accept("not sent: " + PrintableText.escapeControls(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void execute(String line) throws SioArguments.SyntaxException, InterruptedException {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "" -> {
                // nothing
            }
            case "emit" -> {
                SioArguments.TypedEvent typed = SioArguments.parse(rest);
                current.emit(typed.event(), typed.args());
                if (!current.connected()) {
                    notes.accept("buffered until the connection is restored");
                }
            }
            case "ack" -> emitWithAck(SioArguments.parse(rest));
            case "of" -> {
                if (!rest.matches("/?[^\\s,?]+|/")) {
                    throw new SioArguments.SyntaxException("missing namespace; write for example: of /chat");
                }
                switchNamespace(rest);
            }
            case "on" -> {
                List<String> names = SioArguments.parseNames(rest);
                shownEvents.clear();
                if (!names.equals(List.of("*"))) {
                    shownEvents.addAll(names);
                }
            }
            case "help" -> HELP.forEach(notes);
            default -> throw new SioArguments.SyntaxException("'" + PrintableText.escapeControls(words[0])
                    + "' is not a command: use emit, ack, of, on or help");
        }
    }

    private void emitWithAck(SioArguments.TypedEvent typed) throws InterruptedException {
        ClientSideSocket socket = current;
        CountDownLatch done = new CountDownLatch(1);
        // the callback runs in order with the events received before
        socket.timeout(ackTimeout).emitWithAck(typed.event(), typed.args()).then(reply -> {
            ackReceived(socket.namespaceName(), typed.event(), reply);
            done.countDown();
        }, e -> {
            failed = true;
            notes.accept("no acknowledgement of " + SioArguments.event(typed.event(), List.of()) + reason(e));
            done.countDown();
        });
        done.await();
    }

    private String reason(AckException e) {
        return switch (e.reason()) {
            case TIMED_OUT -> " within " + Numbers.millis(ackTimeout.toNanos()) + " ms";
            case DISCONNECTED -> ": the connection was lost; the event may or may not have arrived";
        };
    }

    private void switchNamespace(String namespace) throws InterruptedException {
        try {
            enter(namespace);
        } catch (IOException e) {
            failed = true;
            notes.accept("cannot connect to " + PrintableText.escapeControls(namespace) + ": "
                    + PrintableText.escapeControls(e.getMessage()));
        }
    }

    private void eventReceived(String namespace, String event, Arguments args) {
        if (shownEvents.isEmpty() || shownEvents.contains(event)) {
            print(namespace, "event", event, args, SioArguments.event(event, args.values()));
        }
    }

    private void ackReceived(String namespace, String event, Arguments args) {
        String text = "ack of " + SioArguments.event(event, List.of()) + ": "
                + SioArguments.values(args.values());
        print(namespace, "ackOf", event, args, text.stripTrailing());
    }

    private void print(String namespace, String kind, String event, Arguments args, String text) {
        results.accept(switch (form) {
            case TEXT -> namespace.equals("/") ? text : PrintableText.escapeControls(namespace) + " " + text;
            case JSON -> {
                JsonObject line = new JsonObject();
                line.addProperty("schema", SCHEMA);
                line.addProperty("namespace", namespace);
                line.addProperty(kind, event);
                line.add("args", SioArguments.json(args.values()));
                yield Json.line(line);
            }
        });
    }

    @Override
    public void finished() {
        if (current != null && !current.connected()) {
            failed = true;
            notes.accept("not connected at the end of input");
        }
        leave();
    }

    @Override
    public void interrupted() {
        leave();
    }

    /** Disconnects, and waits a moment until what was sent is written. */
    private void leave() {
        leaving = true;
        client.close();
        try {
            closed.await(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        ended.countDown();
    }

    boolean isLeaving() {
        return leaving;
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void complete(ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            Stream.of("emit", "ack", "of", "on", "help").map(Candidate::new).forEach(candidates::add);
        }
    }

    /**
     * An observer that keeps track of the transport and the end of the session, and passes everything on to the trace.
     */
    private final class TransportTrace implements EngineTrace {
        @Override
        public void request(RequestHead head, String body) {
            trace.request(head, body);
        }

        @Override
        public void response(RequestHead request, ResponseHead head, String body) {
            trace.response(request, head, body);
        }

        @Override
        public void frameSent(Frame frame) {
            trace.frameSent(frame);
        }

        @Override
        public void frameReceived(Frame frame) {
            trace.frameReceived(frame);
        }

        @Override
        public void sent(EngineTransport transport, EnginePacket packet) {
            trace.sent(transport, packet);
            if (packet.type() == EnginePacketType.UPGRADE) {
                upgraded(transport);
            }
        }

        @Override
        public void received(EngineTransport transport, EnginePacket packet) {
            if (packet.type() == EnginePacketType.OPEN) {
                opened(transport);
            }
            trace.received(transport, packet);
        }

        @Override
        public void closed(CloseReason reason, String detail) {
            trace.closed(reason, detail);
            closed.countDown();
        }
    }
}
