package netkit.cli.serve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.chat.ChatLimits;
import netkit.chat.ChatServer;
import netkit.chat.MemberLog;
import netkit.cli.capture.PcapOptions;
import netkit.cli.chat.BusOptions;
import netkit.cli.chat.ChatHub;
import netkit.cli.option.ChatServerOptions;
import netkit.cli.option.ClientOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenAddress;
import netkit.cli.option.Listening;
import netkit.cli.option.Usage;
import netkit.cli.sio.SioChat;
import netkit.cli.sio.SioOptions;
import netkit.cli.tcp.TcpChatOptions;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;
import netkit.cli.web.WebPages;
import netkit.cli.web.WebServerOptions;
import netkit.cli.ws.WebChat;
import netkit.cli.ws.WsOptions;
import netkit.engineio.EngineServer;
import netkit.engineio.EngineServerOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.socketio.SocketIoServer;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketRoutes;

/** {@code netkit serve}: one chat for TCP, WebSocket, plain HTTP and Socket.IO. */
@Command(name = "serve", sortOptions = false, abbreviateSynopsis = true, //
        description = {"Serve one chat over TCP, WebSocket, Socket.IO and plain HTTP.", "",
            "It is tcp-server on one port, and ws-server and sio-server on another: a line from nc"
                    + " appears in the browser and in a Socket.IO client, and the other way round."
                    + " With --bus, members of several such servers are in the same rooms.",
            ""}, //
        footerHeading = "%nExamples:%n", footer = {"  netkit serve", //
            "  netkit serve --tcp 9000 --web 8080 --host 0.0.0.0", //
            "  netkit serve --bus redis://127.0.0.1:6379", //
            "  netkit serve --tcp 9001 --web 8081 --bus redis://127.0.0.1:6379"})
public final class ServeCommand implements Callable<Integer>, StandardOutput.Unneeded {
    @Spec
    CommandSpec spec;

    @Option(names = "--tcp", paramLabel = "[HOST:]PORT", defaultValue = "9000", //
            description = "Port for lines over TCP; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    String tcpAddress;

    @Option(names = "--web", paramLabel = "[HOST:]PORT", defaultValue = "8080", //
            description = "Port for pages, WebSocket, Socket.IO and plain HTTP; 0 picks a free one"
                    + " (default: ${DEFAULT-VALUE}).")
    String webAddress;

    @Option(names = "--host", paramLabel = "HOST", //
            description = "Address for both ports; one of this machine's in a network opens the server to that network,"
                    + " 0.0.0.0 to all of them; then the addresses for other machines are printed "
                    + Listening.USUAL_HOST)
    String host;

    @Mixin
    BusOptions bus;

    @Mixin
    ClientOptions clients;

    @Mixin
    ChatServerOptions options;

    @Mixin
    TcpChatOptions tcp;

    @Mixin
    WebServerOptions web;

    @Option(names = "--origin", paramLabel = "ORIGIN", //
            description = "Let pages of this origin use the web port, too, such as http://localhost:3000;"
                    + " * for all; repeatable (default: none). "
                    + WebServerOptions.ORIGINS)
    List<String> origins = List.of();

    @Option(names = "--ping-interval", paramLabel = "TIME", //
            description = "Interval between pings: of Socket.IO clients (default: 25s), and of other WebSocket clients"
                    + " that send nothing (default: never).")
    Duration pingInterval;

    @Mixin
    WsOptions ws;

    @Mixin
    SioOptions sio;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ChatLimits lines = tcp.limits(options, clients);
        try (StopSignal stop = StopSignal.ofServer();
                Log log = new Log(spec.commandLine().getErr());
                BusOptions.OpenHub opened = bus.openHub(log, lines.lineLength())) {
            serve(opened.hub(), lines, stop, log);
        }
        return ExitCode.DONE;
    }

    private void serve(ChatHub hub, ChatLimits lines, StopSignal stop, Log log) throws IOException {
        Backpressure pressure = new Backpressure();
        MemberLog members = new MemberLog(log::line);
        ChatLimits messages = options.limits(clients.limits(web.maxConnections()), Duration.ZERO);
        EngineServerOptions engineOptions = sio.engine(
                pingInterval == null ? EngineServerOptions.DEFAULT.pingInterval() : pingInterval,
                options.maxBacklog(), origins);
        WebSocketOptions webSocketOptions = ws.webSockets(options, pingInterval);
        SocketIoServer socketIo = new SocketIoServer(sio.socketIo().withAdapters(hub.adapters()), log::line);
        SioChat.install(socketIo, hub, lines.lineLength(), pressure, members::entered,
                members::left);
        WebChat webChat = new WebChat(hub.chat(), messages, ws.pushSettings(options, pressure), members, log);
        WebSocketRoutes webRoutes = new WebSocketRoutes(webChat.routes(),
                webChat.handlers(WebPages.serve()), webSocketOptions);
        EngineServer engine = new EngineServer(engineOptions, _ -> Optional.of(socketIo.handler()));
        Endpoint webEndpoint = endpoint(webAddress);
        try (ChatServer tcpServer = new ChatServer(endpoint(tcpAddress), hub.chat(), lines, pressure, members,
                log::line);
                HttpServer webServer = new HttpServer(webEndpoint,
                        new HttpRoutes().below(SocketIoServer.PATH, engine).otherwise(webRoutes),
                        WebSocketRoutes.httpOptions(webSocketOptions,
                                web.origins("--origin", origins, webEndpoint)),
                        web.tls(), messages.members(), log::line);
                engine) { // closed first, while the connections are still open
            Listening.announceHub(spec.commandLine(), web.isSecure() ? "https" : "http",
                    tcpServer.endpoint(), webServer.endpoint());
            stop.await();
            webServer.stopAccepting();
            webChat.close(); // says goodbye to all members
            socketIo.shutDown();
            webRoutes.webSockets().goAway();
        }
        webRoutes.webSockets().awaitHandlers();
        webChat.release();
    }

    private Endpoint endpoint(String typed) {
        return Usage.valid(spec, () -> ListenAddress.of(typed, host, null, Listening.usualHost(), null));
    }
}
