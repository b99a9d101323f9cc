package netkit.cli.ws;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonObject;

import netkit.http.RequestHead;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions.Deflate;
import netkit.websocket.WebSocketServer.Route;
import netkit.websocket.WebSocketServer.Session;

/**
 * {@code /frames?watch=KEY}: reports the frames of another connection to a page, whose scripts cannot see them. The page
 * chooses a random key, opens this route and then the connection to observe, both with the key. The key is the only way
 * to observe a connection: ids and names of the chat are not enough.
 */
final class FrameFeeds implements Route {
    private static final Pattern KEY = Pattern.compile("[?&]watch=([A-Za-z0-9_-]{16,64})(?:&|$)");

    private static final Pattern NO_DEFLATE = Pattern.compile("[?&]deflate=off(?:&|$)");

    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();

    @Override
    public Session open(RequestHead request) {
        return Session.of(new Feed(key(request)));
    }

    private static Optional<String> key(RequestHead request) {
        Matcher key = KEY.matcher(request.target());
        return key.find() ? Optional.of(key.group(1)) : Optional.empty();
    }

    /**
     * Returns the same route, with connections that can be observed, and without compression if the query has
     * {@code deflate=off}: a page cannot refuse what its browser offers.
     */
    Route watched(Route route) {
        return new Watched(route);
    }

    private final class Watched implements Route {
        private final Route route;

        Watched(Route route) {
            this.route = route;
        }

        @Override
        public Session open(RequestHead request) {
            Session session = route.open(request);
            return key(request).map(feeds::get)
                    .map(feed -> new Session(new ObservedHandler(request, session.handler(), feed), feed))
                    .orElse(session);
        }

        @Override
        public Deflate deflate(RequestHead request, Deflate usual) {
            return NO_DEFLATE.matcher(request.target()).find() ? Deflate.OFF : usual;
        }
    }

    /** The connection to a page, which receives the reports. */
    private final class Feed implements WebSocketHandler, Frame.Observer {
        private final Optional<String> key;
        private volatile WebSocketConnection connection;

        Feed(Optional<String> key) {
            this.key = key;
        }

        @Override
        public void opened(WebSocketConnection opened) {
            connection = opened;
            if (key.isEmpty()) {
                opened.close(CloseCode.POLICY_VIOLATION,
                        "?watch=KEY is missing: 16 to 64 random letters, digits, '-' or '_'");
            } else if (feeds.putIfAbsent(key.get(), this) != null) {
                opened.close(CloseCode.POLICY_VIOLATION, "this key is in use");
            } else {
                JsonObject ready = event("ready");
                ready.addProperty("schema", 1);
                report(ready);
            }
        }

        @Override
        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at, int length) {
            // a feed ignores messages
        }

        @Override
        public void closed(WebSocketConnection closed, CloseStatus status) {
            key.ifPresent(mine -> feeds.remove(mine, this));
        }

        @Override
        public void received(Frame frame) {
            report(json(frame, "received"));
        }

        @Override
        public void violation(WebSocketException why) {
            JsonObject event = event("violation");
            event.addProperty("closeCode", why.closeCode());
            event.addProperty("reason", why.getMessage());
            report(event);
        }

        @Override
        public void sent(Frame frame) {
            report(json(frame, "sent"));
        }

        void report(JsonObject event) {
            if (!connection.sendText(event.toString())) {
                connection.closeDiscarding(CloseCode.POLICY_VIOLATION, "the reports were read too slowly");
            }
        }
    }

    /** A handler that reports the handshake and the end of an observed connection. */
    private record ObservedHandler(RequestHead request, WebSocketHandler handler,
            Feed feed) implements WebSocketHandler {
        @Override
        public void opened(WebSocketConnection connection) throws IOException {
            JsonObject event = event("handshake");
            event.addProperty("request", request.toString());
            event.addProperty("response",
                    OpeningHandshake.response(request, connection.handshake()).toString());
            feed.report(event);
            handler.opened(connection);
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            handler.message(connection, type, bytes, from, length);
        }

        @Override
        public void pong(WebSocketConnection connection, byte[] bytes, int from, int length)
                throws IOException {
            handler.pong(connection, bytes, from, length);
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            JsonObject event = event("closed");
            event.addProperty("closeCode", status.code());
            event.addProperty("reason", status.reason());
            feed.report(event);
            handler.closed(connection, status);
        }
    }

    private static JsonObject event(String kind) {
        JsonObject event = new JsonObject();
        event.addProperty("kind", kind);
        event.addProperty("at", System.currentTimeMillis());
        return event;
    }

    /** @param direction as seen by the server */
    private static JsonObject json(Frame frame, String direction) {
        JsonObject event = event("frame");
        event.addProperty("direction", direction);
        event.addProperty("fin", frame.isFinal());
        event.addProperty("rsv1", (frame.flags() & FrameHeader.RSV1) != 0);
        event.addProperty("rsv2", (frame.flags() & FrameHeader.RSV2) != 0);
        event.addProperty("rsv3", (frame.flags() & FrameHeader.RSV3) != 0);
        event.addProperty("opcode", frame.opcodeBits());
        event.addProperty("masked", frame.masked());
        event.addProperty("maskingKey", HexFormat.of().toHexDigits(frame.maskingKey()));
        event.addProperty("shortLength", frame.shortLength());
        event.addProperty("payloadLength", frame.payloadLength());
        event.addProperty("payloadHex", HexFormat.of().formatHex(frame.payload()));
        return event;
    }
}
