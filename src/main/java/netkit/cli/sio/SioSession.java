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
import netkit.socketio.ConnectException;
import netkit.socketio.DisconnectReason;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.websocket.Frame;

/** What {@code sio-client} does with a connection, on a terminal and in a pipe alike: lines become events, and back. */
final class SioSession implements LineConsole.Conversation {
    private static final long GOODBYE_MILLIS = 700;
    private static final List<String> HELP = List.of(
            "emit EVENT JSON…   send an event, such as: emit \"chat message\" \"hello\"; <01 ff> are bytes",
            "ack EVENT JSON…    send it, and wait for the answer",
            "of /NAMESPACE      enter it; what follows goes there",
            "on EVENT…          print these events only; 'on *' prints all again",
            "help               this");

    /** How results are printed. */
    enum Form {
        TEXT, JSON
    }

    private final SocketIoClient client;
    private final Map<String, ?> auth;
    private final Duration patience;
    private final Duration ackTimeout;
    private final Form form;
    private final Consumer<String> results;
    private final Consumer<String> notes;
    private final EngineTrace trace;
    private final CountDownLatch over = new CountDownLatch(1);
    /** What came of the last wish to enter each namespace. */
    private final Map<String, CompletableFuture<Void>> entering = new ConcurrentHashMap<>();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private volatile ClientSideSocket current;
    private EngineTransport carrier = EngineTransport.POLLING;
    private boolean carrierTold;
    private volatile long troubleAt = System.nanoTime();
    private volatile boolean leaving;
    private volatile boolean failed;
    private volatile boolean misunderstood;
    private volatile CountDownLatch closed = new CountDownLatch(0);

    /**
     * @param auth what the server gets to see with each connection
     * @param trace told of all that goes over the wire
     * @param results takes what the server sent
     * @param notes takes what there is to say about it
     */
    SioSession(URI url, SocketIoClientOptions options, Map<String, ?> auth, Duration ackTimeout, Form form,
            EngineTrace trace, Consumer<String> results, Consumer<String> notes) {
        this.auth = auth;
        this.patience = options.engine().timeout();
        this.ackTimeout = ackTimeout;
        this.form = form;
        this.results = results;
        this.notes = notes;
        this.trace = trace;
        this.client = new SocketIoClient(url, options.withEngine(options.engine().withTrace(new Wire())))
                .onReconnectAttempt(attempt -> notes.accept("attempt " + attempt + " to connect again, after "
                        + Numbers.millis(System.nanoTime() - troubleAt) + " ms"));
    }

    /**
     * Enters a namespace, and does not return before it is clear what came of it.
     *
     * @throws ConnectException when the server cannot be reached, or refuses
     */
    void enter(String namespace) throws IOException, InterruptedException {
        ClientSideSocket socket = client.of(namespace);
        CompletableFuture<Void> entered = new CompletableFuture<>();
        if (entering.put(socket.namespaceName(), entered) == null) {
            watch(socket);
        }
        if (socket.connected()) {
            entered.complete(null);
        }
        socket.connect();
        try {
            entered.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            current = socket;
        } catch (ExecutionException e) {
            socket.disconnect(); // no further attempts
            throw (IOException) e.getCause();
        } catch (TimeoutException e) {
            throw new IOException(
                    "the server does not let us into " + socket.namespaceName() + ", and does not"
                            + " refuse, for " + patience.toSeconds() + " s",
                    e);
        }
    }

    private void watch(ClientSideSocket socket) {
        String namespace = socket.namespaceName();
        socket.auth(auth).onAny((_, event, args) -> arrived(namespace, event, args)).onConnect(now -> {
            connected(now);
            entering.get(namespace).complete(null);
        }).onConnectError(e -> {
            troubleAt = System.nanoTime();
            if (!entering.get(namespace).completeExceptionally(e)) {
                notes.accept("no connection to " + PrintableText.escapeControls(namespace) + ": "
                        + PrintableText.escapeControls(e.getMessage()));
                endIfIdle(socket);
            }
        }).onDisconnect(reason -> {
            troubleAt = System.nanoTime();
            if (reason != DisconnectReason.IO_CLIENT_DISCONNECT) {
                notes.accept("disconnected from " + PrintableText.escapeControls(namespace) + ": " + reason);
                endIfIdle(socket);
            }
        });
    }

    private synchronized void connected(ClientSideSocket socket) {
        carrierTold = true;
        notes.accept("connected to " + PrintableText.escapeControls(socket.namespaceName()) + " as "
                + PrintableText.escapeControls(socket.id()) + " over " + carrier
                + (socket.recovered() ? ", recovered: nothing was missed" : ""));
    }

    private synchronized void carriedBy(EngineTransport transport) {
        if (carrierTold && carrier != transport) {
            notes.accept("the session has moved to a WebSocket");
        }
        carrier = transport;
    }

    private synchronized void opened(EngineTransport transport) {
        carrierTold = false;
        carrier = transport;
        closed = new CountDownLatch(1);
    }

    /** Nobody tries to connect any more: the server did not want it. */
    private void endIfIdle(ClientSideSocket socket) {
        if (!socket.active() && socket == current) {
            failed = true;
            over.countDown();
        }
    }

    /** Whether all is well. */
    int exitCode() {
        return misunderstood ? ExitCode.USAGE : failed ? ExitCode.FAILED : ExitCode.DONE;
    }

    @Override
    public void receive() throws IOException {
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void typed(String line) throws IOException {
        try {
            carryOut(line.strip());
        } catch (SioArguments.NotUnderstood e) {
            misunderstood = true;
            notes.accept(e.getMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            failed = true;
            notes.accept("not sent: " + PrintableText.escapeControls(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut(String line) throws SioArguments.NotUnderstood, InterruptedException {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "" -> {
                // nothing
            }
            case "emit" -> {
                SioArguments.Typed typed = SioArguments.parse(rest);
                current.emit(typed.event(), typed.args());
                if (!current.connected()) {
                    notes.accept("it waits for a connection");
                }
            }
            case "ack" -> ask(SioArguments.parse(rest));
            case "of" -> {
                if (!rest.matches("/?[^\\s,?]+|/")) {
                    throw new SioArguments.NotUnderstood("a namespace is needed, such as: of /chat");
                }
                move(rest);
            }
            case "on" -> {
                List<String> names = SioArguments.parseNames(rest);
                wanted.clear();
                if (!names.equals(List.of("*"))) {
                    wanted.addAll(names);
                }
            }
            case "help" -> HELP.forEach(notes);
            default -> throw new SioArguments.NotUnderstood("'" + PrintableText.escapeControls(words[0])
                    + "' is no command: there are emit, ack, of, on and help");
        }
    }

    private void ask(SioArguments.Typed typed) throws InterruptedException {
        ClientSideSocket asked = current;
        CountDownLatch done = new CountDownLatch(1);
        // In turn with the events that came before it.
        asked.timeout(ackTimeout).emitWithAck(typed.event(), typed.args()).then(answer -> {
            answered(asked.namespaceName(), typed.event(), answer);
            done.countDown();
        }, e -> {
            failed = true;
            notes.accept("no answer to " + SioArguments.event(typed.event(), List.of()) + ": " + why(e));
            done.countDown();
        });
        done.await();
    }

    private String why(AckException e) {
        return switch (e.why()) {
            case TIMED_OUT -> "none came within " + Numbers.millis(ackTimeout.toNanos()) + " ms";
            case DISCONNECTED -> "the connection was lost, and nobody knows whether the event arrived";
        };
    }

    private void move(String namespace) throws InterruptedException {
        try {
            enter(namespace);
        } catch (IOException e) {
            failed = true;
            notes.accept("not in " + PrintableText.escapeControls(namespace) + ": "
                    + PrintableText.escapeControls(e.getMessage()));
        }
    }

    private void arrived(String namespace, String event, Arguments args) {
        if (wanted.isEmpty() || wanted.contains(event)) {
            print(namespace, "event", event, args, SioArguments.event(event, args.values()));
        }
    }

    private void answered(String namespace, String event, Arguments args) {
        String text = "answer to " + SioArguments.event(event, List.of()) + ": "
                + SioArguments.values(args.values());
        print(namespace, "answerTo", event, args, text.stripTrailing());
    }

    private void print(String namespace, String kind, String event, Arguments args, String text) {
        results.accept(switch (form) {
            case TEXT -> namespace.equals("/") ? text : PrintableText.escapeControls(namespace) + " " + text;
            case JSON -> {
                JsonObject line = new JsonObject();
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
            notes.accept("there was no connection at the end");
        }
        leave();
    }

    @Override
    public void interrupted() {
        leave();
    }

    /** Leaves, and lets what was sent get out. */
    private void leave() {
        leaving = true;
        client.close();
        try {
            closed.await(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        over.countDown();
    }

    boolean isLeaving() {
        return leaving;
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void complete(ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            Stream.of("emit", "ack", "of", "on", "help").map(Candidate::new).forEach(candidates::add);
        }
    }

    /** Knows what carries the session, and when it is over; hands everything on to the trace. */
    private final class Wire implements EngineTrace {
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
                carriedBy(transport);
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
