package netkit.cli.sio;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.TrustOptions;
import netkit.cli.option.Usage;
import netkit.cli.terminal.InputLines;
import netkit.cli.terminal.LineConsole;
import netkit.cli.terminal.StopSignal;
import netkit.cli.terminal.Terminals;
import netkit.engineio.EngineClientOptions;
import netkit.engineio.EngineTransport;
import netkit.net.PrintableText;
import netkit.socketio.ConnectErrorException;
import netkit.socketio.SocketIoClientOptions;
import netkit.socketio.SocketIoServer;

/** {@code netkit sio-client}: a Socket.IO client, interactive on a terminal, a filter in a pipe. */
@Command(name = "sio-client", sortOptions = false, abbreviateSynopsis = true, //
        description = {"Connect to a Socket.IO server, send events, and print received ones.",
            "Each input line is a command: emit EVENT JSON…, ack EVENT JSON…,",
            "of /NAMESPACE, on EVENT, help, quit.",
            "A lost connection is reported on standard error and re-established.",
            "Exit code: 1 if there was no connection or no acknowledgement, or input was",
            "not sent; 2 if a line could not be parsed; else 0."}, //
        footerHeading = "%nExamples:%n", footer = {"  netkit sio-client 9090",
            "  netkit sio-client http://127.0.0.1:9090/custom --auth '{\"token\":\"abc\"}'",
            "  echo 'emit \"chat message\" \"hello\"' | netkit sio-client 9090 --json",
            "  netkit sio-client 9090 --trace --transports websocket"})
public final class SioClientCommand implements Callable<Integer> {
    private static final int MAX_LINE = 16 << 20;
    /** Time to print the last lines after Ctrl-C. */
    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "URL", converter = SioUrl.class,
            description = "http://HOST:PORT or https://HOST:PORT, optionally with /NAMESPACE; [HOST:]PORT stands for"
                    + " http://[HOST:]PORT.")
    URI url;

    @Option(names = "--path", paramLabel = "PATH", defaultValue = SocketIoServer.PATH,
            description = "Path of Socket.IO on the server (default: ${DEFAULT-VALUE}).")
    String path;

    @Option(names = "--auth", paramLabel = "JSON", converter = AuthObject.class,
            description = "JSON object sent as the `auth` payload, such as '{\"token\":\"abc\"}' (default: {}).")
    JsonObject auth = new JsonObject();

    @Option(names = "--transports", split = ",", paramLabel = "NAME", converter = TransportName.class,
            description = "Transports to use, the first one first: polling, websocket (default: polling,websocket).")
    List<EngineTransport> transports = EngineClientOptions.DEFAULT.transports();

    @Option(names = "--no-upgrade",
            description = "Stay on the first transport (default: upgrade to WebSocket).")
    boolean noUpgrade;

    @Option(names = "--trace",
            description = "Print every layer of every message, > for sent and < for received: the HTTP request or WebSocket"
                    + " frame, the Engine.IO packet, the Socket.IO packet, the event.")
    boolean trace;

    @Option(names = "--json",
            description = "Print each event and acknowledgement as one line of JSON (default: as text).")
    boolean json;

    @Option(names = "--ack-timeout", paramLabel = "TIME", defaultValue = "10s",
            description = "Time to wait for an acknowledgement (default: ${DEFAULT-VALUE}).")
    Duration ackTimeout;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "1s",
            description = "In a pipe: time to keep printing received events after the end of input (default: ${DEFAULT-VALUE}).")
    Duration wait;

    @Mixin
    TrustOptions trust;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        trust.check(url.getScheme().replace("ws", "http"), "https");
        Usage.check(spec, path.matches("/[!-~&&[^?#]]*"), "--path must be a path such as /socket.io/");
        Usage.check(spec, !trace || !json, "--trace and --json cannot be combined");
        Usage.checkMillis(spec, "--ack-timeout", ackTimeout);
        return Terminals.interactive() && Terminals.mayMoveCursor() ? console() : filter();
    }

    private int console() throws IOException, InterruptedException {
        try (LineConsole console = new LineConsole()) {
            SioOutput output = new SioOutput(form(), console::show, console::show);
            SioSession session = newSession(output);
            enterNamespace(session);
            output.note("type help for the commands, quit or Ctrl-D to leave");
            console.run(session);
            return session.exitCode();
        }
    }

    private int filter() throws IOException, InterruptedException {
        SioSession session = newSession(new SioOutput(form(), printer(spec.commandLine().getOut()),
                printer(spec.commandLine().getErr())));
        AtomicReference<IOException> failure = new AtomicReference<>();
        try (StopSignal stop = new StopSignal()) {
            Thread.ofPlatform().daemon().name("standard input").start(() -> {
                try {
                    enterNamespace(session);
                    sendAll(session);
                } catch (IOException e) {
                    failure.set(e);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                } finally {
                    session.end();
                }
            });
            Thread end = Thread.ofVirtual().name("end").start(() -> {
                session.receive();
                stop.stop();
            });
            stop.await();
            boolean stopped = !session.hasEnded();
            if (!session.isLeaving()) {
                session.interrupted();
                end.join(LAST_LINES);
            }
            if (stopped) {
                return ExitCode.INTERRUPTED;
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return session.exitCode();
    }

    private void sendAll(SioSession session) throws IOException, InterruptedException {
        InputLines lines = new InputLines(System.in, MAX_LINE, "the longest line that is sent");
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            String text = new String(line, StandardCharsets.UTF_8);
            if (LineConsole.isQuit(text)) {
                break;
            }
            session.typed(text);
        }
        session.awaitEnd(wait);
        session.finished();
    }

    private static Consumer<String> printer(PrintWriter out) {
        return lines -> {
            out.println(lines);
            out.flush();
        };
    }

    private SioOutput.Form form() {
        return json ? SioOutput.Form.JSON : trace ? SioOutput.Form.TRACE : SioOutput.Form.TEXT;
    }

    private SioSession newSession(SioOutput output) throws IOException {
        EngineClientOptions defaults = EngineClientOptions.DEFAULT;
        EngineClientOptions engine = new EngineClientOptions(path.endsWith("/") ? path : path + "/",
                transports.stream().distinct().toList(),
                !noUpgrade, defaults.timeout(), defaults.maxBacklog(), defaults.maxMessage(), trust.client(),
                defaults.sockets(), output.trace());
        return new SioSession(url, SocketIoClientOptions.DEFAULT.withEngine(engine), auth.asMap(), ackTimeout,
                output);
    }

    private void enterNamespace(SioSession session) throws IOException, InterruptedException {
        String namespace = url.getPath() == null || url.getPath().isEmpty() ? "/" : url.getPath();
        try {
            session.enter(namespace);
        } catch (ConnectErrorException e) {
            throw new IOException(e.isRefused()
                    ? "the server refused the connection to namespace "
                            + PrintableText.escapeControls(namespace) + ": "
                            + PrintableText.escapeControls(e.getMessage())
                    : explained(e), e);
        }
    }

    private String explained(ConnectErrorException e) {
        return switch (e.getCause()) {
            case UnknownHostException unknown ->
                "cannot find the host '" + unknown.getMessage() + "'; check its spelling";
            case IOException cause when cause.getCause() instanceof SSLException tls -> cause.getMessage()
                    .replace(String.valueOf(tls.getMessage()), TrustOptions.objection(tls, "http"));
            case IOException cause when cause.getCause() instanceof java.net.ConnectException ->
                cause.getMessage()
                        + "; is a server running there?";
            case null, default ->
                "no Socket.IO server responds at " + url + ": "
                        + PrintableText.escapeControls(e.getMessage());
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
            } catch (SioArguments.SyntaxException _) {
                // reported below
            }
            throw new TypeConversionException("'" + PrintableText.escapeControls(text)
                    + "' is not a JSON object: write for example '{\"token\":\"abc\"}'");
        }
    }
}
