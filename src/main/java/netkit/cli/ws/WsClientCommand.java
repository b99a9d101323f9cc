package netkit.cli.ws;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.TrustOptions;
import netkit.cli.option.Usage;
import netkit.cli.terminal.InputLines;
import netkit.cli.terminal.InputThread;
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
        description = {"Connect to a WebSocket server and exchange messages with it.", "",
            "Each line of input is sent as a text message, each received message is printed as a line."
                    + " On a terminal: history, quit or Ctrl-D to close. In a pipe: the end of input closes the"
                    + " connection; messages that arrive before the server's close frame are still printed.",
            "", "/ping [TEXT] and /close [CODE [REASON]] are commands; //x sends /x.",
            "Exit code: 0 when all input was sent and the connection was closed with 1000, 1001 or"
                    + " no code, otherwise 1.",
            ""}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit ws-client 9080/chat", //
            "  netkit ws-client ws://127.0.0.1:9080/echo --handshake --frames",
            "  echo hello | netkit ws-client 9080/echo --fragment 2 --frames",
            "  netkit ws-client wss://localhost:9443/echo --insecure"})
public final class WsClientCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 16 << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofMillis(800);

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "URL", converter = WebSocketUrl.class,
            description = "ws://HOST:PORT/PATH or wss://HOST:PORT/PATH; [HOST:]PORT/PATH means ws://.")
    URI url;

    @Option(names = "--binary", description = "Send each line as a binary message (default: as text).")
    boolean binary;

    @Option(names = "--handshake",
            description = "Print request and response of the opening handshake, and how Sec-WebSocket-Accept is"
                    + " computed (default: off).")
    boolean handshake;

    @Option(names = "--frames",
            description = "Print the fields of each frame, > for sent and < for received (default: off).")
    boolean frames;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "0s",
            description = "In a pipe: time to wait for messages after the end of input"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration wait;

    @Option(names = "--subprotocol", paramLabel = "NAME", split = ",",
            description = "Offer these subprotocols, in order of preference (default: none).")
    List<String> subprotocols = List.of();

    @Option(names = "--origin", paramLabel = "ORIGIN",
            description = "Send this Origin, as a browser would, such as http://127.0.0.1 (default: none).")
    String origin;

    @Option(names = "--deflate", paramLabel = "HOW", defaultValue = "off", converter = DeflateChoice.class,
            description = "Offer permessage-deflate (RFC 7692): on, off, or no-context (without context takeover)"
                    + " (default: ${DEFAULT-VALUE}).")
    WebSocketOptions.Deflate deflate;

    @Mixin
    TrustOptions trust;

    @Option(names = "--fragment", paramLabel = "N",
            description = "Send messages in fragments of at most N bytes (default: unfragmented).")
    Integer fragment;

    @Option(names = "--unmasked",
            description = "Violate the protocol: send unmasked frames (default: masked).")
    boolean unmasked;

    @Option(names = "--reserved-bit",
            description = "Violate the protocol: set the RSV2 bit (default: 0).")
    boolean reservedBit;

    @Option(names = "--bad-utf8",
            description = "Violate the protocol: append the byte ff to each text (default: valid UTF-8).")
    boolean badUtf8;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        return Terminals.interactive() && Terminals.mayMoveCursor() ? console() : filter();
    }

    private void checkOptions() {
        Usage.check(spec, fragment == null || fragment >= 1, "--fragment must be at least 1");
        Usage.check(spec, !badUtf8 || !binary, "--bad-utf8 applies to text only: omit --binary");
        trust.check(url.getScheme(), "wss");
        Usage.check(spec, subprotocols.stream().allMatch(Headers::isToken),
                "--subprotocol needs names without spaces, separated by commas (RFC 6455 §4.1)");
        Usage.check(spec, origin == null || origin.matches("[!-~]+"),
                "--origin needs something like http://127.0.0.1 (RFC 6454 §6.2)");
    }

    private int console() throws IOException, InterruptedException {
        WsSession session;
        try (LineConsole console = new LineConsole()) {
            session = session(console::show, console::show);
            WebSocketConnection connection = connect(session, console::show);
            console.show("connected to " + url + negotiated(connection) + "; quit or Ctrl-D closes");
            console.run(session);
        }
        return ended(session);
    }

    private static String negotiated(WebSocketConnection connection) {
        return connection.handshake().subprotocol().map(name -> ", subprotocol " + name).orElse("")
                + connection.handshake().deflate().map(_ -> ", compressed").orElse("");
    }

    private int filter() throws IOException, InterruptedException {
        Consumer<String> notes = printer(spec.commandLine().getErr());
        Consumer<String> messages = printer(spec.commandLine().getOut());
        WsSession session = session(messages, notes);
        try (StopSignal stop = new StopSignal()) {
            WebSocketConnection connection = connect(session, messages);
            Thread.ofPlatform().daemon().name("receive").start(() -> {
                try {
                    session.receive();
                } finally {
                    stop.stop();
                }
            });
            InputThread input = new InputThread(System.in, in -> sendAll(in, session, connection));
            stop.await();
            if (!connection.awaitEnd(Duration.ZERO)) {
                session.interrupted();
                connection.awaitEnd(INTERRUPT_TIMEOUT);
                ended(session);
                return ExitCode.INTERRUPTED;
            }
            if (input.awaitRest() == InputThread.State.STALLED) {
                session.notSent("standard input is stalled");
            }
        }
        return ended(session);
    }

    private void sendAll(InputStream in, WsSession session, WebSocketConnection connection)
            throws InterruptedException {
        InputLines lines = new InputLines(in, LONGEST_LINE, "the longest line that is sent");
        try {
            for (byte[] line = lines.next(); line != null && !session.isClosing(); line = lines.next()) {
                session.typed(line);
            }
            connection.awaitEnd(wait);
        } catch (WsSession.ClosedException e) {
            session.notSent(e.getMessage() + " before the end of standard input");
        } catch (IOException e) {
            session.notSent(e.getMessage());
        }
        session.finished();
    }

    private static Consumer<String> printer(PrintWriter out) {
        return lines -> {
            synchronized (out) {
                out.println(lines);
                out.flush();
            }
        };
    }

    private WsSession session(Consumer<String> messages, Consumer<String> notes) {
        return new WsSession(binary ? Opcode.BINARY : Opcode.TEXT,
                new SendOptions(unmasked, reservedBit, fragment == null ? 0 : fragment, badUtf8), frames,
                messages, notes);
    }

    private WebSocketConnection connect(WsSession session, Consumer<String> shown) throws IOException {
        WebSocketOptions usual = WebSocketOptions.DEFAULT;
        WebSocketOptions options = new WebSocketOptions(usual.maxMessage(), usual.maxBacklog(),
                deflate,
                usual.pingInterval(), usual.handshakeTimeout(), CLOSE_TIMEOUT,
                Optional.ofNullable(origin), subprotocols);
        WebSocketClient client = new WebSocketClient(options, trust.client()).observer(session);
        if (handshake) {
            client.onHandshake((request, response) -> shown
                    .accept(String.join("\n", HandshakeLines.of(request, response))));
        }
        try {
            WebSocketConnection connection = client.connect(url, session);
            session.attach(connection);
            return connection;
        } catch (HttpException | EOFException e) {
            throw new IOException("no WebSocket server at " + url + ": " + e.getMessage()
                    + (url.getScheme().equals("ws") ? "; if it speaks TLS, write wss://" : ""), e);
        } catch (UnknownHostException | WebSocketException e) {
            throw e; // the message is complete
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

    /** Prints how the connection ended, and returns the exit code. */
    private int ended(WsSession session) {
        session.report(printer(spec.commandLine().getErr()));
        return session.isDone() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
