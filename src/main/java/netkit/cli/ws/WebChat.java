package netkit.cli.ws;

import java.util.LinkedHashMap;
import java.util.Map;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.chat.MemberLog;
import netkit.cli.terminal.Log;
import netkit.http.HttpHandler;
import netkit.http.HttpResponse;
import netkit.http.HttpRoutes;
import netkit.net.RandomIds;
import netkit.websocket.WebSocketServer;

/** The chat on the port of a web server: over WebSocket and over plain HTTP, with an echo beside it. */
public final class WebChat {
    private final ChatRoute chat;
    private final PushRoutes push;
    private final Map<String, WebSocketServer.Route> routes;

    /** @param settings of members over plain HTTP, whose back-pressure is that of all members */
    public WebChat(Chat members, ChatLimits limits, PushMember.Settings settings,
            MemberLog memberLog, Log log) {
        FrameFeeds frames = new FrameFeeds();
        chat = new ChatRoute(members, limits, settings.pressure(), memberLog);
        push = new PushRoutes(members, limits, settings, memberLog, new RandomIds());
        routes = Map.of("/echo", frames.watched(new EchoRoute(log)), "/chat", frames.watched(chat),
                "/frames", frames);
    }

    /** Returns what serves WebSocket connections, by path. */
    public Map<String, WebSocketServer.Route> routes() {
        return routes;
    }

    /** Returns what serves the other requests, by path, with these pages. */
    public Map<String, HttpHandler> handlers(Map<String, HttpResponse> pages) {
        Map<String, HttpHandler> handlers = new LinkedHashMap<>(push.handlers());
        pages.forEach((path, page) -> handlers.put(path, HttpRoutes.serving(page)));
        return handlers;
    }

    /** Closes the chat with a notice to all members, and to those that are still entering. */
    public void close() {
        push.closing();
        chat.close();
    }

    /** Releases what is kept for members over HTTP, once the server is closed. */
    public void release() {
        push.close();
    }
}
