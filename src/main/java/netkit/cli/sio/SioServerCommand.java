package netkit.cli.sio;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.option.Listening;
import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;
import netkit.cli.web.WebPages;
import netkit.cli.web.WebServerOptions;
import netkit.engineio.Cors;
import netkit.engineio.EngineServer;
import netkit.engineio.EngineServerOptions;
import netkit.engineio.EngineTransport;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.net.Endpoint;
import netkit.socketio.Namespace;
import netkit.socketio.ServerSideSocket;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;
import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;

/** {@code netkit sio-server}: a Socket.IO server with a chat and its page, or with an echo. */
@Command(name = "sio-server", sortOptions = false, abbreviateSynopsis = true, //
        description = {"Serve Socket.IO to browsers, to npm's socket.io-client, and to sio-client.",
            "chat: handles the events 'chat message', 'nick', 'join', 'leave' and 'rooms',",
            "and serves a page that shows every packet.",
            "echo: emits the client's auth payload as 'auth', returns 'message' as",
            "'message-back', and acknowledges 'message-with-ack' with its arguments;",
            "in the namespaces / and /custom."}, //
        footerHeading = "%nExamples:%n", footer = {"  netkit sio-server",
            "  netkit sio-server --port 3000 --app echo --transports websocket",
            "  netkit sio-server --ping-interval 5s --ping-timeout 2s --recovery 2m",
            "  netkit sio-server --host 0.0.0.0 --cors http://localhost:8080",
            "  netkit sio-server --bus redis://127.0.0.1:6379"})
public final class SioServerCommand implements Callable<Integer>, StandardOutput.Unneeded {
    static final int DEFAULT_PORT = 9090;
    static final String PATH = "/socket.io/";

    /** The application that handles the events. */
    enum App {
        CHAT, ECHO;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    CommandSpec spec;

    @Mixin
    ListenOptions listen = new ListenOptions(DEFAULT_PORT);

    @Option(names = "--app", paramLabel = "NAME", defaultValue = "chat", //
            description = "Application to serve: chat or echo (default: ${DEFAULT-VALUE}).")
    App app;

    @Option(names = "--transports", split = ",", paramLabel = "NAME", converter = TransportName.class,
            description = "Transports to offer: polling, websocket, or both separated by a comma (default: polling,websocket).")
    List<EngineTransport> transports = EngineServerOptions.DEFAULT.transports();

    @Option(names = "--ping-interval", paramLabel = "TIME", defaultValue = "25s", //
            description = "Interval between pings (default: ${DEFAULT-VALUE}).")
    Duration pingInterval;

    @Option(names = "--ping-timeout", paramLabel = "TIME", defaultValue = "20s", //
            description = "Time to wait for a pong (default: ${DEFAULT-VALUE}).")
    Duration pingTimeout;

    @Option(names = "--connect-timeout", paramLabel = "TIME", defaultValue = "45s", //
            description = "Time for a client to connect to a namespace (default: ${DEFAULT-VALUE}).")
    Duration connectTimeout;

    @Option(names = "--recovery", paramLabel = "TIME", //
            description = "Enable connection state recovery: keep the id, the rooms and the missed events of a disconnected"
                    + " client for this long, such as 2m (default: disabled).")
    Duration recovery;

    @Option(names = "--cors", split = ",", paramLabel = "ORIGIN", //
            description = "Let pages of this origin use the server, too, such as http://localhost:8080;"
                    + " * for all; repeatable (default: none). "
                    + WebServerOptions.ORIGINS)
    List<String> cors = List.of();

    @Option(names = "--max-payload", paramLabel = "SIZE", defaultValue = "1000000",
            converter = Quantity.Size.class, //
            description = "Maximum size of a POST body and of a WebSocket message (default: ${DEFAULT-VALUE}).")
    int maxPayload;

    @Option(names = "--max-backlog", paramLabel = "SIZE", defaultValue = "16m",
            converter = Quantity.Size.class, //
            description = "Maximum size of the messages waiting for a client before it is disconnected;"
                    + " at least --max-payload (default: ${DEFAULT-VALUE}).")
    int maxBacklog;

    @Option(names = "--bus", paramLabel = "URL", //
            description = "Join other servers through Redis, netkit's and those of npm's @socket.io/redis-adapter:"
                    + " redis://HOST:PORT, or redis://:PASSWORD@HOST:PORT (default: none, this server is alone).")
    String bus;

    @Mixin
    WebServerOptions web;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        try (StopSignal stop = StopSignal.ofServer(); Log log = new Log(spec.commandLine().getErr())) {
            SocketIoServerOptions options = new SocketIoServerOptions(connectTimeout,
                    Optional.ofNullable(recovery));
            if (bus == null) {
                serve(options, stop, log, _ -> {});
            } else {
                RedisUrl url = Usage.valid(spec, () -> RedisUrl.parse(bus));
                BusNotices notices = new BusNotices(log);
                try (RedisBus redis = new RedisBus(url, notices, log::line)) {
                    log.line("joined the servers at " + url);
                    serve(options.withAdapters(redis.adapters()), stop, log, notices::tellMembersOf);
                }
            }
        }
        return ExitCode.DONE;
    }

    /** @param started receives the main namespace once it has its handlers */
    private void serve(SocketIoServerOptions options, StopSignal stop, Log log, Consumer<Namespace> started)
            throws IOException {
        SocketIoServer socketIo = new SocketIoServer(options, log::line);
        HttpRoutes routes = new HttpRoutes();
        switch (app) {
            case CHAT -> {
                Namespace main = socketIo.namespace("/");
                SioChat chat = new SioChat(main);
                logConnections(main, log, socket -> chat.nick(socket) + " ");
                WebPages.sioServer().forEach(routes::page);
                started.accept(main);
            }
            case ECHO -> {
                for (String name : List.of("/", "/custom")) {
                    Namespace namespace = socketIo.namespace(name);
                    SioEcho.install(namespace);
                    logConnections(namespace, log, socket -> "");
                }
            }
        }
        EngineServer engine = new EngineServer(engineOptions(), _ -> Optional.of(socketIo.handler()));
        try (HttpServer server = new HttpServer(listen.endpoint(), routes.below(PATH, engine),
                HttpOptions.DEFAULT.withOrigins(web.origins("--cors", cors, listen.endpoint())), web.tls(),
                listen.limits(web.maxConnections()), log::line);
                engine) { // closed first, while the connections are still open
            announce(server.endpoint());
            stop.await();
            server.stopAccepting();
            socketIo.shutDown();
        }
    }

    private static void logConnections(Namespace namespace, Log log,
            Function<ServerSideSocket, String> name) {
        namespace.onConnection(socket -> {
            String client = name.apply(socket) + socket.id() + " from " + socket.handshake().address()
                    + " at "
                    + socket.namespaceName();
            log.line("+ " + client + (socket.recovered() ? ", recovered" : ""));
            socket.onDisconnect((_, reason) -> log.line("- " + client + ", " + reason));
        });
    }

    private void announce(Endpoint endpoint) throws IOException {
        if (app == App.CHAT) {
            web.announcePage("socketio", endpoint);
        } else {
            Listening.announce(spec.commandLine(), "socketio", endpoint);
        }
    }

    private void checkOptions() {
        Usage.checkMillis(spec, "--ping-interval", pingInterval);
        Usage.checkMillis(spec, "--ping-timeout", pingTimeout);
        Usage.checkMillis(spec, "--connect-timeout", connectTimeout);
        Usage.checkMillis(spec, "--recovery", recovery);
        Usage.check(spec, maxPayload > 0, "--max-payload must be at least 1 byte");
    }

    private EngineServerOptions engineOptions() {
        return new EngineServerOptions(transports.stream().distinct().toList(), pingInterval, pingTimeout,
                EngineServerOptions.DEFAULT.upgradeTimeout(), maxPayload, Math.max(maxBacklog, maxPayload),
                new Cors(cors, false));
    }
}
