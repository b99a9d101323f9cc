package netkit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.http.Headers;
import netkit.http.Page;
import netkit.http.Status;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.websocket.Tls;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netkit ws-server}: an echo, the chat, and a page that shows the frames of its own connection. */
@Command(name = "ws-server",
        description = {"Serve WebSocket: /echo sends every message back, /chat is the chat"
                + " of tcp-server (a line is a text message).", //
            "Open it in a browser for a page with the chat and a live view of its frames."})
final class WsServerCommand implements Callable<Integer>, StandardOutput.Unneeded {
    static final int DEFAULT_PORT = 9080;
    private static final String PAGE = "ws-server.html";
    /** Whatever somebody else's text should manage to become in the page, it stays here. */
    private static final Headers PAGE_HEADERS = Headers.of("Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:;"
                    + " connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ChatServerOptions options;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", defaultValue = "" + DEFAULT_PORT, //
            description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--keystore", paramLabel = "FILE", //
            description = "Serve wss: the key and certificate for TLS, as keytool makes them (default: serve ws).")
    private Path keystore;

    @Option(names = "--keystore-password", paramLabel = "PASSWORD", defaultValue = "changeit", //
            description = "The keystore's password (default: ${DEFAULT-VALUE}).")
    private String keystorePassword;

    @Option(names = "--deflate", paramLabel = "on|off|no-context", defaultValue = "on",
            converter = DeflateChoice.class, //
            description = "Compress messages for clients that offer it (permessage-deflate); no-context: each"
                    + " message by itself (default: ${DEFAULT-VALUE}).")
    private WebSocketOptions.Deflate deflate;

    @Option(names = "--origin", paramLabel = "ORIGIN", //
            description = "Let only pages of this origin connect, such as http://localhost:9080; may be given"
                    + " more than once (default: any).")
    private List<String> origins = List.of();

    @Option(names = "--subprotocol", paramLabel = "NAME", //
            description = "Agree to this subprotocol; may be given more than once, the best first"
                    + " (default: none).")
    private List<String> subprotocols = List.of();

    @Option(names = "--ping-interval", paramLabel = "TIME", //
            description = "Ping a client that is silent for this long, such as 20s; one that stays silent for as"
                    + " long again is gone (default: never).")
    private Duration pingInterval;

    @Option(names = "--max-connections", paramLabel = "N", defaultValue = "10000", //
            description = "The most connections at once; others are answered 503 (default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(names = "--max-message", paramLabel = "SIZE", defaultValue = "16m",
            converter = Quantity.Size.class, //
            description = "The largest message to receive, once inflated; a larger one is answered with close"
                    + " code 1009 (default: ${DEFAULT-VALUE}).")
    private int maxMessage;

    @Option(names = "--handshake-timeout", paramLabel = "TIME", defaultValue = "10s", //
            description = "How long the opening handshake may take (default: ${DEFAULT-VALUE}).")
    private Duration handshakeTimeout;

    @Option(names = "--close-timeout", paramLabel = "TIME", defaultValue = "2s", //
            description = "How long to wait for the other side's half of the closing handshake"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration closeTimeout;

    @Override
    public Integer call() throws IOException {
        Log log = new Log(spec.commandLine().getErr());
        ChatRoute chat = new ChatRoute(new Chat(new RandomIds(new SecureRandom())), limits(), log);
        FrameFeeds frames = new FrameFeeds();
        Map<String, WebSocketServer.Route> routes = Map.of("/echo", frames.watched(new EchoRoute(log)),
                "/chat",
                frames.watched(chat), "/frames", frames);
        try (StopSignal stop = new StopSignal();
                WebSocketServer server = new WebSocketServer(options.endpoint(port), routes,
                        Map.of("/", page()),
                        webSocketOptions(), tls(), maxConnections, log::line)) {
            announce(server.endpoint());
            stop.await();
            chat.close();
        }
        return ExitCode.DONE;
    }

    private void announce(Endpoint endpoint) throws IOException {
        Listening.announce(spec.commandLine(), keystore == null ? "ws" : "wss", endpoint);
        InetAddress address = endpoint.resolve().getAddress();
        Endpoint door = address.isAnyLocalAddress() ? new Endpoint("localhost", endpoint.port()) : endpoint;
        spec.commandLine().getOut()
                .println("open " + (keystore == null ? "http" : "https") + "://" + door + "/ in a browser");
        spec.commandLine().getOut().flush();
    }

    private static Page page() throws IOException {
        try (InputStream in = WsServerCommand.class.getResourceAsStream(PAGE)) {
            return new Page(Status.OK, PAGE_HEADERS, "text/html; charset=utf-8", in.readAllBytes());
        }
    }

    private Optional<SSLContext> tls() throws IOException {
        if (keystore == null) {
            return Optional.empty();
        }
        if (!Files.isReadable(keystore) || !Files.isRegularFile(keystore)) {
            throw new NoSuchFileException(
                    "cannot read the keystore " + keystore + "; 'keytool -genkeypair' makes one");
        }
        return Optional.of(Tls.server(keystore, keystorePassword.toCharArray()));
    }

    private WebSocketOptions webSocketOptions() {
        check(maxMessage > 0, "--max-message must be at least 1 byte");
        check(pingInterval == null || pingInterval.toMillis() > 0, "--ping-interval must be at least 1ms");
        check(handshakeTimeout.toMillis() > 0, "--handshake-timeout must be at least 1ms");
        check(closeTimeout.toMillis() > 0, "--close-timeout must be at least 1ms");
        return new WebSocketOptions(maxMessage, options.maxBacklog(), deflate,
                pingInterval == null ? Duration.ZERO : pingInterval, handshakeTimeout, closeTimeout, origins,
                subprotocols);
    }

    private void check(boolean right, String otherwise) {
        Usage.check(spec, right, otherwise);
    }

    private ChatLimits limits() {
        check(maxConnections > 0, "there must be room for at least 1 connection");
        return options.limits(maxConnections, Duration.ZERO);
    }
}
