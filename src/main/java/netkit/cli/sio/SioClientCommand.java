package netkit.cli.sio;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import netkit.cli.option.ExitCode;
import netkit.cli.option.TrustOptions;
import netkit.cli.option.Usage;
import netkit.cli.terminal.InputLines;
import netkit.cli.terminal.LineConsole;
import netkit.cli.terminal.StopSignal;
import netkit.cli.terminal.Terminals;
import netkit.engineio.EngineClientOptions;
import netkit.engineio.EngineTrace;
import netkit.engineio.EngineTransport;
import netkit.net.PrintableText;
import netkit.socketio.ConnectException;
import netkit.socketio.SocketIoClientOptions;

/** {@code netkit sio-client}: a console on a terminal, a filter in a pipe. */
@Command(name = "sio-client", sortOptions = false, abbreviateSynopsis = true, //
        description = {"Connect to a Socket.IO server, send events, and print those that come.",
            "Each line is a command: emit EVENT JSON…, ack EVENT JSON…, of /NAMESPACE, on EVENT, help.",
            "When the connection is lost, it connects again by itself, and tells so on standard error.",
            "Exit code: 1 when there was no connection or no answer, 2 when a line was not understood, else 0."})
public final class SioClientCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 16 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", converter = SioUrl.class,
            description = "http://HOST:PORT or https://HOST:PORT, with /NAMESPACE for another than /; [HOST:]PORT stands for"
                    + " http://.")
    private URI url;

    @Option(names = "--path", paramLabel = "PATH", defaultValue = SioServerCommand.PATH,
            description = "Where on the server Socket.IO is (default: ${DEFAULT-VALUE}).")
    private String path;

    @Option(names = "--auth", paramLabel = "JSON", converter = AuthObject.class,
            description = "What to introduce ourselves with, an object such as '{\"token\":\"abc\"}' (default: {}).")
    private JsonObject auth = new JsonObject();

    @Option(names = "--transports", split = ",", paramLabel = "NAME", converter = TransportName.class,
            description = "What may carry the session, the one to begin with first: polling, websocket"
                    + " (default: polling,websocket).")
    private List<EngineTransport> transports = EngineClientOptions.DEFAULT.transports();

    @Option(names = "--no-upgrade",
            description = "Stay with the transport it began with (default: move to WebSocket).")
    private boolean noUpgrade;

    @Option(names = "--trace",
            description = "Print every layer of every message, > for sent and < for received: the HTTP request or WebSocket"
                    + " frame, the Engine.IO packet, the Socket.IO packet, the event.")
    private boolean trace;

    @Option(names = "--json",
            description = "Print events and answers as JSON, one a line (default: as text).")
    private boolean json;

    @Option(names = "--ack-timeout", paramLabel = "TIME", defaultValue = "10s",
            description = "How long ack waits for the answer (default: ${DEFAULT-VALUE}).")
    private Duration ackTimeout;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "1s",
            description = "In a pipe: how long to print what comes after the end of input (default: ${DEFAULT-VALUE}).")
    private Duration wait;

    @Mixin
    private TrustOptions trust;

    @Override
    public Integer call() throws IOException, InterruptedException {
        trust.check(url.getScheme().replace("ws", "http"), "https");
        Usage.check(spec, path.matches("/[!-~&&[^?#]]*"), "--path needs a path such as /socket.io/");
        Usage.check(spec, !trace || !json, "--trace is for people to read: leave --json out");
        Usage.check(spec, ackTimeout.toMillis() > 0, "--ack-timeout must be at least 1ms");
        return Terminals.interactive() && Terminals.mayMoveCursor() ? console() : filter();
    }

    private int console() throws IOException, InterruptedException {
        try (LineConsole console = new LineConsole()) {
            SioSession talk = talk(console::show, console::show);
            enter(talk);
            console.show("help lists the commands; Ctrl-D leaves");
            console.run(talk);
            return talk.exitCode() == ExitCode.USAGE ? ExitCode.DONE : talk.exitCode(); // who mistypes can see it
        }
    }

    private int filter() throws IOException, InterruptedException {
        SioSession talk = talk(printer(spec.commandLine().getOut()), printer(spec.commandLine().getErr()));
        AtomicReference<IOException> failure = new AtomicReference<>();
        try (StopSignal stop = new StopSignal()) {
            Thread.ofPlatform().daemon().name("standard input").start(() -> {
                try {
                    enter(talk);
                    sendAll(talk);
                } catch (IOException e) {
                    failure.set(e);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                } finally {
                    stop.stop();
                }
            });
            Thread.ofVirtual().name("end").start(() -> {
                try {
                    talk.receive();
                } catch (IOException _) {
                    // it only waits
                }
                stop.stop();
            });
            stop.await();
            if (!talk.isLeaving()) {
                talk.interrupted();
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return talk.exitCode();
    }

    private void sendAll(SioSession talk) throws IOException, InterruptedException {
        InputLines lines = new InputLines(System.in, LONGEST_LINE, "the longest line that is sent");
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            talk.typed(new String(line, StandardCharsets.UTF_8));
        }
        talk.awaitEnd(wait);
        talk.finished();
    }

    private static Consumer<String> printer(PrintWriter out) {
        return lines -> {
            synchronized (out) {
                out.println(lines);
                out.flush();
            }
        };
    }

    private SioSession talk(Consumer<String> results, Consumer<String> notes) throws IOException {
        EngineClientOptions usual = EngineClientOptions.DEFAULT;
        EngineClientOptions engine = new EngineClientOptions(path, transports.stream().distinct().toList(),
                !noUpgrade,
                usual.timeout(), usual.maxBacklog(), usual.maxMessage(), trust.client(),
                usual.sockets(), EngineTrace.NONE);
        return new SioSession(url, SocketIoClientOptions.DEFAULT.withEngine(engine), auth.asMap(), ackTimeout,
                json ? SioSession.Form.JSON : SioSession.Form.TEXT,
                trace ? new SioTrace(results) : EngineTrace.NONE, results, notes);
    }

    private void enter(SioSession talk) throws IOException, InterruptedException {
        String namespace = url.getPath() == null || url.getPath().isEmpty() ? "/" : url.getPath();
        try {
            talk.enter(namespace);
        } catch (ConnectException e) {
            throw new IOException(e.isRefused()
                    ? "the server refuses the namespace " + PrintableText.escapeControls(namespace) + ": "
                            + PrintableText.escapeControls(e.getMessage())
                    : explained(e), e);
        }
    }

    private String explained(ConnectException e) {
        return switch (e.getCause()) {
            case UnknownHostException unknown ->
                "cannot find the host '" + unknown.getMessage() + "'; check its spelling";
            case IOException cause when cause.getCause() instanceof SSLException tls -> cause.getMessage()
                    .replace(String.valueOf(tls.getMessage()), TrustOptions.objection(tls, "http"));
            case IOException cause when cause.getCause() instanceof java.net.ConnectException ->
                cause.getMessage()
                        + "; is a server running there?";
            case null, default ->
                "no Socket.IO server answers at " + url + ": " + PrintableText.escapeControls(e.getMessage());
        };
    }

    static final class AuthObject implements ITypeConverter<JsonObject> {
        @Override
        public JsonObject convert(String text) {
            try {
                JsonElement value = SioArguments.json(text);
                if (value.isJsonObject()) {
                    return value.getAsJsonObject();
                }
            } catch (SioArguments.NotUnderstood _) {
                // told below
            }
            throw new TypeConversionException("'" + PrintableText.escapeControls(text)
                    + "' is no JSON object: write for example '{\"token\":\"abc\"}'");
        }
    }
}
