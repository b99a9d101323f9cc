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
import java.util.stream.Stream;

import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

import netkit.cli.option.ExitCode;
import netkit.cli.terminal.LineConsole;
import netkit.engineio.EngineTransport;
import netkit.lab.wire.Amount;
import netkit.net.PrintableText;
import netkit.report.Numbers;
import netkit.socketio.AckException;
import netkit.socketio.Arguments;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.ConnectErrorException;
import netkit.socketio.DisconnectReason;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;

/**
 * The session of {@code sio-client}, on a terminal or in a pipe: sends typed lines as events and prints received ones.
 */
final class SioSession implements LineConsole.Conversation {
    /** Time to send what was typed last. */
    private static final Duration CLOSE_WAIT = Duration.ofMillis(700);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> HELP = List.of(
            "emit EVENT JSON…   send an event: emit \"chat message\" \"hello\"; <01 ff> are bytes",
            "ack EVENT JSON…    send an event and wait for its acknowledgement",
            "of /NAMESPACE      connect to a namespace; the next commands use it",
            "on EVENT…          print only these events; 'on *' prints all",
            "help, quit         print this list; disconnect (also Ctrl-D)");

    private final SocketIoClient client;
    private final Map<String, ?> auth;
    private final Duration connectTimeout;
    private final Duration ackTimeout;
    private final SioOutput output;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** The outcome of the last attempt to connect to each namespace. */
    private final Map<String, CompletableFuture<Void>> entering = new ConcurrentHashMap<>();
    private final Set<String> shownEvents = ConcurrentHashMap.newKeySet();
    private volatile ClientSideSocket current;
    /** The transport of the current connection; used by the client's handlers alone, which run one at a time. */
    private EngineTransport transport = EngineTransport.POLLING;
    private boolean transportAnnounced;
    private volatile long lostAt = System.nanoTime();
    private volatile boolean leaving;
    private volatile boolean failed;
    private volatile boolean syntaxError;

    /** @param auth the auth payload sent with each connection */
    SioSession(URI url, SocketIoClientOptions options, Map<String, ?> auth, Duration ackTimeout,
            SioOutput output) {
        this.auth = auth;
        this.connectTimeout = options.engine().timeout();
        this.ackTimeout = ackTimeout;
        this.output = output;
        this.client = new SocketIoClient(url, options).onTransport(this::transportChanged)
                .onReconnectAttempt(attempt -> output.note("reconnection attempt " + attempt + " after "
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
            endIfIdle(socket); // the server may have disconnected it already
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
                output.note("no connection to " + namespace + ": " + e.getMessage());
                endIfIdle(socket);
            }
        }).onDisconnect(reason -> {
            lostAt = System.nanoTime();
            transportAnnounced = false;
            if (reason != DisconnectReason.IO_CLIENT_DISCONNECT) {
                output.note("disconnected from " + namespace + ": " + reason);
                endIfIdle(socket);
            }
        });
    }

    private void connected(ClientSideSocket socket) {
        transportAnnounced = true;
        output.note("connected to " + socket.namespaceName() + " as " + socket.id() + " over " + transport
                + (socket.recovered() ? ", recovered without missed events" : ""));
    }

    private void transportChanged(EngineTransport now) {
        if (transportAnnounced && transport != now) {
            output.note("upgraded to " + now);
        }
        transport = now;
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
    public void receive() {
        try {
            ended.await();
            output.flush();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String prompt() {
        return output.isTrace() ? "sio> " : LineConsole.Conversation.super.prompt();
    }

    @Override
    public void typed(String line) {
        try {
            execute(line.strip());
        } catch (SioArguments.SyntaxException e) {
            syntaxError = true;
            output.note(e.getMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            failed = true;
            output.note("not sent: " + e.getMessage());
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
                    output.note("buffered until the connection is restored");
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
            case "help", "/help" -> HELP.forEach(output::note);
            default -> throw new SioArguments.SyntaxException("'" + PrintableText.escapeControls(words[0])
                    + "' is not a command: use emit, ack, of, on, help or quit");
        }
    }

    private void emitWithAck(SioArguments.TypedEvent typed) throws InterruptedException {
        ClientSideSocket socket = current;
        CountDownLatch done = new CountDownLatch(1);
        // the callback runs in order with the events received before
        socket.timeout(ackTimeout).emitWithAck(typed.event(), typed.args()).then(reply -> {
            output.acknowledgement(socket.namespaceName(), typed.event(), reply);
            done.countDown();
        }, e -> {
            failed = true;
            output.note("no acknowledgement of " + SioArguments.event(typed.event(), List.of()) + reason(e));
            done.countDown();
        });
        done.await();
    }

    private String reason(AckException e) {
        return switch (e.reason()) {
            case TIMED_OUT -> " within " + Amount.text(ackTimeout);
            case DISCONNECTED -> ": the connection was lost; the event may or may not have arrived";
        };
    }

    private void switchNamespace(String namespace) throws InterruptedException {
        try {
            enter(namespace);
        } catch (IOException e) {
            failed = true;
            output.note("cannot connect to " + namespace + ": " + e.getMessage());
        }
    }

    private void eventReceived(String namespace, String event, Arguments args) {
        if (shownEvents.isEmpty() || shownEvents.contains(event)) {
            output.event(namespace, event, args);
        }
    }

    @Override
    public void finished() {
        if (current != null && !current.connected()) {
            failed = true;
            output.note("not connected at the end of input");
        }
        if (!leave(DELIVERY_TIMEOUT)) {
            failed = true;
            output.note("not all was sent: the server did not read it within "
                    + DELIVERY_TIMEOUT.toSeconds() + " s");
        }
        ended.countDown();
    }

    @Override
    public void interrupted() {
        leave(CLOSE_WAIT);
        ended.countDown();
    }

    /** Disconnects, and waits until what was sent is written; returns whether it is. */
    private boolean leave(Duration timeout) {
        leaving = true;
        client.close();
        try {
            return client.awaitClosed(timeout);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the session, which may have disconnected. */
    void end() {
        ended.countDown();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
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
            Stream.of("emit", "ack", "of", "on", "help", "quit").map(Candidate::new).forEach(candidates::add);
        }
    }
}
