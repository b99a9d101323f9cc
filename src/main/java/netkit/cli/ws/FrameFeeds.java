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
import netkit.net.Backpressure;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketServer.Route;
import netkit.websocket.WebSocketServer.Session;

/**
 * {@code /frames?watch=KEY}: tells a page of the frames of another connection, which a script in a browser cannot see.
 * The page makes the key up, opens this first, and then opens what it wants to watch with the same key. Who does not
 * know the key cannot watch: neither ids nor names of the chat are enough.
 */
final class FrameFeeds implements Route {
    private static final Pattern KEY = Pattern.compile("[?&]watch=([A-Za-z0-9_-]{16,64})(?:&|$)");

    /** Nobody waits for one who only watches. */
    private final Backpressure pressure = new Backpressure();
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();

    @Override
    public Session open(RequestHead request) {
        return Session.of(new Feed(key(request)));
    }

    private static Optional<String> key(RequestHead request) {
        Matcher key = KEY.matcher(request.target());
        return key.find() ? Optional.of(key.group(1)) : Optional.empty();
    }

    /** The same route, whose connections can be watched. */
    Route watched(Route route) {
        return request -> {
            Session session = route.open(request);
            return key(request).map(feeds::get)
                    .map(feed -> new Session(new Watched(request, session.handler(), feed), feed))
                    .orElse(session);
        };
    }

    /** The connection of a page that watches. */
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
                        "?watch=KEY is missing: 16 to 64 letters, digits, '-' or '_' that nobody can guess");
            } else if (feeds.putIfAbsent(key.get(), this) != null) {
                opened.close(CloseCode.POLICY_VIOLATION, "somebody watches with this key already");
            } else {
                tell(event("ready"));
            }
        }

        @Override
        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at, int length) {
            // a feed only tells
        }

        @Override
        public void closed(WebSocketConnection closed, CloseStatus status) {
            key.ifPresent(mine -> feeds.remove(mine, this));
        }

        @Override
        public void received(Frame frame) {
            tell(json(frame, "received"));
        }

        @Override
        public void violation(WebSocketException why) {
            JsonObject event = event("violation");
            event.addProperty("code", why.closeCode());
            event.addProperty("reason", why.getMessage());
            tell(event);
        }

        @Override
        public void sent(Frame frame) {
            tell(json(frame, "sent"));
        }

        void tell(JsonObject event) {
            if (!connection.offerText(event.toString(), pressure)) {
                connection.closeDiscarding(CloseCode.POLICY_VIOLATION, "you read too slowly to watch");
            }
        }
    }

    /** Tells of the handshake and the end of a connection, whose handler knows nothing of it. */
    private record Watched(RequestHead request, WebSocketHandler handler,
            Feed feed) implements WebSocketHandler {
        @Override
        public void opened(WebSocketConnection connection) throws IOException {
            JsonObject event = event("handshake");
            event.addProperty("request", request.toString());
            event.addProperty("response",
                    OpeningHandshake.response(request, connection.handshake()).toString());
            feed.tell(event);
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
            event.addProperty("code", status.code());
            event.addProperty("reason", status.reason());
            feed.tell(event);
            handler.closed(connection, status);
        }
    }

    private static JsonObject event(String kind) {
        JsonObject event = new JsonObject();
        event.addProperty("kind", kind);
        event.addProperty("at", System.currentTimeMillis());
        return event;
    }

    /** @param direction as the server sees it */
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
