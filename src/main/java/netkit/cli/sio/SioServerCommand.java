package netkit.cli.sio;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.chat.BusOptions;
import netkit.cli.option.ClientOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.option.Listening;
import netkit.cli.option.Quantity;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;
import netkit.cli.web.WebPages;
import netkit.cli.web.WebServerOptions;
import netkit.engineio.EngineServer;
import netkit.engineio.EngineServerOptions;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;
import netkit.socketio.redis.RedisBus;

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

    @Mixin
    ClientOptions clients;

    @Option(names = "--app", paramLabel = "NAME", defaultValue = "chat", //
            description = "Application to serve: chat or echo (default: ${DEFAULT-VALUE}).")
    App app;

    @Option(names = "--ping-interval", paramLabel = "TIME", defaultValue = "25s", //
            description = "Interval between pings (default: ${DEFAULT-VALUE}).")
    Duration pingInterval;

    @Option(names = "--cors", split = ",", paramLabel = "ORIGIN", //
            description = "Let pages of this origin use the server, too, such as http://localhost:8080;"
                    + " * for all; repeatable (default: none). "
                    + WebServerOptions.ORIGINS)
    List<String> cors = List.of();

    @Option(names = "--max-backlog", paramLabel = "SIZE", defaultValue = "16m",
            converter = Quantity.Size.class, //
            description = "Maximum size of the messages waiting for a client before it is disconnected;"
                    + " at least --max-payload (default: ${DEFAULT-VALUE}).")
    int maxBacklog;

    @Mixin
    SioOptions sio;

    @Mixin
    BusOptions bus;

    @Mixin
    WebServerOptions web;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EngineServerOptions engine = sio.engine(pingInterval, maxBacklog, cors);
        SocketIoServerOptions socketIo = sio.socketIo();
        try (StopSignal stop = StopSignal.ofServer(); Log log = new Log(spec.commandLine().getErr())) {
            switch (app) {
                case CHAT -> {
                    try (BusOptions.OpenHub opened = bus.openHub(log, sio.maxPayload())) {
                        SocketIoServer server = new SocketIoServer(
                                socketIo.withAdapters(opened.hub().adapters()), log::line);
                        HttpRoutes routes = new HttpRoutes();
                        WebPages.sioServer().forEach(routes::page);
                        SioChat.install(server, opened.hub(), sio.maxPayload(), new Backpressure(),
                                client -> log.line("+ " + client), client -> log.line("- " + client));
                        serve(server, engine, routes, stop, log);
                    }
                }
                case ECHO -> {
                    Optional<RedisBus> redis = bus.openBus(log);
                    try (Closeable _ = () -> redis.ifPresent(RedisBus::close)) {
                        SocketIoServer server = new SocketIoServer(redis.map(
                                one -> socketIo.withAdapters(one.adapters())).orElse(socketIo), log::line);
                        for (String name : List.of("/", "/custom")) {
                            SioEcho.install(server.namespace(name));
                            SioEcho.log(server.namespace(name), log);
                        }
                        serve(server, engine, new HttpRoutes(), stop, log);
                    }
                }
            }
        }
        return ExitCode.DONE;
    }

    private void serve(SocketIoServer socketIo, EngineServerOptions engineOptions, HttpRoutes routes,
            StopSignal stop, Log log) throws IOException {
        EngineServer engine = new EngineServer(engineOptions, _ -> Optional.of(socketIo.handler()));
        try (HttpServer server = new HttpServer(listen.endpoint(),
                routes.below(SocketIoServer.PATH, engine),
                HttpOptions.DEFAULT.withOrigins(web.origins("--cors", cors, listen.endpoint())), web.tls(),
                clients.limits(web.maxConnections()), log::line);
                engine) { // closed first, while the connections are still open
            announce(server.endpoint());
            stop.await();
            server.stopAccepting();
            socketIo.shutDown();
        }
    }

    private void announce(Endpoint endpoint) throws IOException {
        if (app == App.CHAT) {
            web.announcePage("socketio", endpoint);
        } else {
            Listening.announce(spec.commandLine(), "socketio", endpoint);
        }
    }
}
