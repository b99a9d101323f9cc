package netkit.cli.ws;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.chat.ChatLimits;
import netkit.chat.MemberLog;
import netkit.cli.capture.PcapOptions;
import netkit.cli.chat.BusOptions;
import netkit.cli.option.ChatServerOptions;
import netkit.cli.option.ClientOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;
import netkit.cli.web.WebPages;
import netkit.cli.web.WebServerOptions;
import netkit.net.Backpressure;
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
            "  netkit ws-server --bus redis://127.0.0.1:6379", //
            "  curl -N http://127.0.0.1:9080/events?nick=ann", //
            "  curl -d hello http://127.0.0.1:9080/say?nick=bob"})
public final class WsServerCommand implements Callable<Integer>, StandardOutput.Unneeded {
    static final int DEFAULT_PORT = 9080;

    @Spec
    CommandSpec spec;

    @Mixin
    ListenOptions listen = new ListenOptions(DEFAULT_PORT);

    @Mixin
    ClientOptions clients;

    @Mixin
    ChatServerOptions options;

    @Mixin
    WebServerOptions web;

    @Option(names = "--origin", paramLabel = "ORIGIN", //
            description = "Let pages of this origin use the server, too, such as http://localhost:8080;"
                    + " * for all; repeatable (default: none). "
                    + WebServerOptions.ORIGINS)
    List<String> origins = List.of();

    @Option(names = "--ping-interval", paramLabel = "TIME", //
            description = "Send a ping after this time without data from a client, such as 20s, and disconnect it"
                    + " after the same time without a reply (default: never).")
    Duration pingInterval;

    @Mixin
    WsOptions ws;

    @Mixin
    BusOptions bus;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ChatLimits limits = options.limits(clients.limits(web.maxConnections()), Duration.ZERO);
        try (StopSignal stop = StopSignal.ofServer();
                Log log = new Log(spec.commandLine().getErr());
                BusOptions.OpenChat chat = bus.open(log, limits.lineLength())) {
            serve(new WebChat(chat.chat(), limits, ws.pushSettings(options, new Backpressure()),
                    new MemberLog(log::line), log), stop, log);
        }
        return ExitCode.DONE;
    }

    private void serve(WebChat chat, StopSignal stop, Log log) throws IOException {
        WebSocketOptions webSockets = ws.webSockets(options, pingInterval);
        try (WebSocketServer server = new WebSocketServer(listen.endpoint(), chat.routes(),
                chat.handlers(WebPages.wsServer()), webSockets,
                web.origins("--origin", origins, listen.endpoint()), web.tls(),
                clients.limits(web.maxConnections()), log::line)) {
            web.announcePage(web.isSecure() ? "wss" : "ws", server.endpoint());
            stop.await();
            chat.close();
        }
        chat.release();
    }
}
