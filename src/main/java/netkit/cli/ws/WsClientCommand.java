package netkit.cli.ws;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

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
import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketOptions;

/** {@code netkit ws-client}: a console on a terminal, a filter in a pipe. */
@Command(name = "ws-client", sortOptions = false, abbreviateSynopsis = true, //
        description = {"Connect to a WebSocket server: each line is a text message, each message a line.",
            "On a terminal: history, Ctrl-D to close. In a pipe: at the end of input the connection is closed,",
            "and what the server still sends before its own close frame is printed.",
            "/ping [TEXT] and /close [CODE [REASON]] are commands; //x sends /x.",
            "Exit code: 0 when it is closed with 1000, 1001 or no code, otherwise 1."})
public final class WsClientCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 16 << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration GOODBYE = Duration.ofMillis(800);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", converter = WebSocketUrl.class,
            description = "ws://HOST:PORT/PATH or wss://HOST:PORT/PATH; [HOST:]PORT/PATH stands for ws://.")
    private URI url;

    @Option(names = "--binary", description = "Send each line as a binary message (default: as text).")
    private boolean binary;

    @Option(names = "--handshake",
            description = "Print both heads of the opening handshake, and how the accept key is computed.")
    private boolean handshake;

    @Option(names = "--frames",
            description = "Print each frame, > for sent and < for received, field by field.")
    private boolean frames;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "0s",
            description = "In a pipe: how long to wait for messages after the end of input"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration wait;

    @Option(names = "--subprotocol", paramLabel = "NAME", split = ",",
            description = "Offer these subprotocols, the best first (default: none).")
    private List<String> subprotocols = List.of();

    @Option(names = "--origin", paramLabel = "ORIGIN",
            description = "Send this Origin, as a browser would, such as http://127.0.0.1 (default: none).")
    private String origin;

    @Option(names = "--deflate", paramLabel = "HOW", defaultValue = "off", converter = DeflateChoice.class,
            description = "Offer permessage-deflate: on, off, or no-context, which compresses each message by itself"
                    + " (default: ${DEFAULT-VALUE}).")
    private WebSocketOptions.Deflate deflate;

    @Mixin
    private TrustOptions trust;

    @Option(names = "--fragment", paramLabel = "N",
            description = "Send messages in fragments of at most N bytes, which is legal (default: in one frame).")
    private Integer fragment;

    @Option(names = "--unmasked",
            description = "Break a rule on purpose: send frames without a mask (default: masked).")
    private boolean unmasked;

    @Option(names = "--reserved-bit",
            description = "Break a rule on purpose: set the bit RSV2 (default: 0).")
    private boolean reservedBit;

    @Option(names = "--bad-utf8",
            description = "Break a rule on purpose: put the byte ff behind each text (default: text as typed).")
    private boolean badUtf8;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        return Terminals.interactive() && Terminals.mayMoveCursor() ? console() : filter();
    }

    private void checkOptions() {
        Usage.check(spec, fragment == null || fragment >= 1, "--fragment must be at least 1");
        Usage.check(spec, !badUtf8 || !binary, "--bad-utf8 is for text: leave --binary out");
        trust.check(url.getScheme(), "wss");
        Usage.check(spec, subprotocols.stream().allMatch(Headers::isToken),
                "--subprotocol needs names without spaces, separated by commas (RFC 6455 §4.1)");
        Usage.check(spec, origin == null || origin.matches("[!-~]+"),
                "--origin needs something like http://127.0.0.1 (RFC 6454 §6.2)");
    }

    private int console() throws IOException, InterruptedException {
        WsSession talk;
        try (LineConsole console = new LineConsole()) {
            talk = talk(console::show, console::show);
            WebSocketConnection connection = connect(talk, console::show);
            console.show("connected to " + url + agreed(connection) + "; Ctrl-D closes");
            console.run(talk);
        }
        return ended(talk);
    }

    private static String agreed(WebSocketConnection connection) {
        return connection.handshake().subprotocol().map(name -> ", subprotocol " + name).orElse("")
                + connection.handshake().deflate().map(_ -> ", compressed").orElse("");
    }

    private int filter() throws IOException, InterruptedException {
        Consumer<String> notes = printer(spec.commandLine().getErr());
        Consumer<String> messages = printer(spec.commandLine().getOut());
        WsSession talk = talk(messages, notes);
        try (StopSignal stop = new StopSignal()) {
            WebSocketConnection connection = connect(talk, messages);
            InputLines lines = new InputLines(System.in, LONGEST_LINE, "the longest line that is sent");
            Thread.ofPlatform().daemon().name("receive").start(() -> {
                try {
                    talk.receive();
                } finally {
                    stop.stop();
                }
            });
            Thread.ofPlatform().daemon().name("standard input")
                    .start(() -> sendAll(lines, talk, connection, notes));
            stop.await();
            if (!connection.awaitEnd(Duration.ZERO)) {
                talk.interrupted();
                connection.awaitEnd(GOODBYE);
            }
        }
        return ended(talk);
    }

    private void sendAll(InputLines lines, WsSession talk, WebSocketConnection connection,
            Consumer<String> notes) {
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                talk.typed(line);
            }
            connection.awaitEnd(wait);
        } catch (IOException e) {
            notes.accept(e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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

    private WsSession talk(Consumer<String> messages, Consumer<String> notes) {
        return new WsSession(binary ? Opcode.BINARY : Opcode.TEXT,
                new SendOptions(unmasked, reservedBit, fragment == null ? 0 : fragment, badUtf8), frames,
                messages, notes);
    }

    private WebSocketConnection connect(WsSession talk, Consumer<String> shown) throws IOException {
        WebSocketOptions usual = WebSocketOptions.DEFAULT;
        WebSocketOptions options = new WebSocketOptions(usual.maxMessage(), usual.maxBacklog(),
                deflate,
                usual.pingInterval(), usual.handshakeTimeout(), CLOSE_TIMEOUT,
                origin == null ? List.of() : List.of(origin), subprotocols);
        WebSocketClient client = new WebSocketClient(options, trust.client()).observer(talk);
        if (handshake) {
            client.onHandshake((request, response) -> shown
                    .accept(String.join("\n", HandshakeLines.of(request, response))));
        }
        try {
            WebSocketConnection connection = client.connect(url, talk);
            talk.over(connection);
            return connection;
        } catch (HttpException | EOFException e) {
            throw new IOException("no WebSocket server answers at " + url + ": " + e.getMessage()
                    + (url.getScheme().equals("ws") ? "; if it speaks TLS, write wss://" : ""), e);
        } catch (UnknownHostException | WebSocketException e) {
            throw e; // these say it all
        } catch (IOException e) {
            throw new IOException(switch (e.getCause()) {
                case SSLException tls ->
                    e.getMessage().replace(String.valueOf(tls.getMessage()),
                            TrustOptions.objection(tls, "ws"));
                case ConnectException _,SocketTimeoutException _ ->
                    e.getMessage() + "; is a server running there?";
                case null, default -> e.getMessage();
            }, e);
        }
    }

    /** Says how it ended, in words and with the exit code. */
    private int ended(WsSession talk) {
        talk.report(printer(spec.commandLine().getErr()));
        return talk.isDone() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
