package netkit.cli.ws;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.chat.MemberLog;
import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ChatServerOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;
import netkit.cli.web.WebPages;
import netkit.cli.web.WebServerOptions;
import netkit.http.HttpHandler;
import netkit.http.HttpRoutes;
import netkit.net.Backpressure;
import netkit.net.RandomIds;
import netkit.net.Scheduler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** {@code netkit ws-server}: an echo, the chat, and a page that shows the frames of its own connection. */
@Command(name = "ws-server",
        description = {"Serve WebSocket connections: an echo, the chat, and a page that shows the frames.",
            "",
            "/echo returns every message; /chat is the chat of tcp-server, with one line per text"
                    + " message. In a browser the server shows a page with the chat and a live view of its"
                    + " frames, or of its HTTP responses.",
            "",
            "The chat is also there without WebSocket: /events streams its lines (server-sent events),"
                    + " /poll responds with the next lines as soon as there are any (long-polling), and"
                    + " a POST to /say speaks; ?nick=NAME takes a name.",
            ""}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit ws-server", //
            "  netkit ws-server --port 9081 --deflate off --ping-interval 20s",
            "  netkit ws-server --origin http://localhost:8080 --max-message 64k", //
            "  curl -N http://127.0.0.1:9080/events?nick=ann", //
            "  curl -d hello http://127.0.0.1:9080/say?nick=bob"})
public final class WsServerCommand implements Callable<Integer>, StandardOutput.Unneeded {
    static final int DEFAULT_PORT = 9080;

    @Spec
    CommandSpec spec;

    @Mixin
    ListenOptions listen = new ListenOptions(DEFAULT_PORT);

    @Mixin
    ChatServerOptions options;

    @Mixin
    WebServerOptions web;

    @Option(names = "--deflate", paramLabel = "on|off|no-context", defaultValue = "on",
            converter = DeflateChoice.class, //
            description = "Negotiate permessage-deflate (RFC 7692); no-context: without context takeover"
                    + " (default: ${DEFAULT-VALUE}).")
    WebSocketOptions.Deflate deflate;

    @Option(names = "--origin", paramLabel = "ORIGIN", //
            description = "Let pages of this origin use the server, too, such as http://localhost:8080;"
                    + " * for all; repeatable (default: none). "
                    + WebServerOptions.ORIGINS)
    List<String> origins = List.of();

    @Option(names = "--subprotocol", paramLabel = "NAME", //
            description = "Support this subprotocol; repeatable, in order of preference (default: none).")
    List<String> subprotocols = List.of();

    @Option(names = "--ping-interval", paramLabel = "TIME", //
            description = "Send a ping after this time without data from a client, such as 20s, and disconnect it"
                    + " after the same time without a reply (default: never).")
    Duration pingInterval;

    @Option(names = "--max-message", paramLabel = "SIZE", defaultValue = "16m",
            converter = Quantity.Size.class, //
            description = "Largest message to accept, after decompression; a larger one closes the connection"
                    + " with code 1009 (default: ${DEFAULT-VALUE}).")
    int maxMessage;

    @Option(names = "--message-timeout", paramLabel = "TIME", defaultValue = "1m", //
            description = "Time limit for a message to arrive once it has begun, plus a second for each KiB received"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration messageTimeout;

    @Option(names = "--handshake-timeout", paramLabel = "TIME", defaultValue = "10s", //
            description = "Time limit for the opening handshake (default: ${DEFAULT-VALUE}).")
    Duration handshakeTimeout;

    @Option(names = "--close-timeout", paramLabel = "TIME", defaultValue = "2s", //
            description = "Time to wait for the client's close frame in the closing handshake"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration closeTimeout;

    @Option(names = "--poll-timeout", paramLabel = "TIME", defaultValue = "25s", //
            description = "Time that a GET of /poll waits for a line before it gets an empty response"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration pollTimeout;

    @Option(names = "--resume-timeout", paramLabel = "TIME", defaultValue = "30s", //
            description = "Time that a member of /events or /poll stays in the chat without a connection, so"
                    + " that it can resume (default: ${DEFAULT-VALUE}).")
    Duration resumeTimeout;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException {
        try (StopSignal stop = StopSignal.ofServer(); Log log = new Log(spec.commandLine().getErr())) {
            serve(stop, log);
        }
        return ExitCode.DONE;
    }

    private void serve(StopSignal stop, Log log) throws IOException {
        RandomIds ids = new RandomIds();
        Chat members = new Chat(ids);
        Backpressure pressure = new Backpressure();
        MemberLog memberLog = new MemberLog(log::line);
        ChatRoute chat = new ChatRoute(members, limits(), pressure, memberLog);
        PushRoutes push = new PushRoutes(members, limits(), pushSettings(pressure), memberLog, ids);
        Map<String, HttpHandler> pages = new LinkedHashMap<>(push.handlers());
        WebPages.wsServer()
                .forEach((path, page) -> pages.put(path, HttpRoutes.serving(page)));
        FrameFeeds frames = new FrameFeeds();
        Map<String, WebSocketServer.Route> routes = Map.of("/echo", frames.watched(new EchoRoute(log)),
                "/chat", frames.watched(chat), "/frames", frames);
        try (WebSocketServer server = new WebSocketServer(listen.endpoint(), routes,
                pages, webSocketOptions(),
                web.origins("--origin", origins, listen.endpoint()), web.tls(),
                listen.limits(web.maxConnections()),
                log::line)) {
            web.announcePage(web.isSecure() ? "wss" : "ws", server.endpoint());
            stop.await();
            push.closing();
            chat.close();
        }
        push.close();
    }

    private PushMember.Settings pushSettings(Backpressure pressure) {
        Usage.checkMillis(spec, "--poll-timeout", pollTimeout);
        Usage.checkMillis(spec, "--resume-timeout", resumeTimeout);
        return new PushMember.Settings(options.maxBacklog(), pollTimeout, resumeTimeout, pressure,
                Scheduler.SYSTEM);
    }

    private WebSocketOptions webSocketOptions() {
        Usage.check(spec, maxMessage > 0, "--max-message must be at least 1 byte");
        Usage.checkMillis(spec, "--ping-interval", pingInterval);
        Usage.checkMillis(spec, "--message-timeout", messageTimeout);
        Usage.checkMillis(spec, "--handshake-timeout", handshakeTimeout);
        Usage.checkMillis(spec, "--close-timeout", closeTimeout);
        return new WebSocketOptions(maxMessage, options.maxBacklog(), deflate,
                pingInterval == null ? Duration.ZERO : pingInterval, handshakeTimeout, closeTimeout,
                Optional.empty(), subprotocols).withMessageTimeout(messageTimeout);
    }

    private ChatLimits limits() {
        return options.limits(listen.limits(web.maxConnections()), Duration.ZERO);
    }
}
