package netkit.dissect.application;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import netkit.http.BodyDecoder;
import netkit.http.EventStreamDecoder;
import netkit.http.HttpException;
import netkit.http.RequestHead;
import netkit.http.ServerSentEvent;
import netkit.websocket.DeflateParameters;
import netkit.websocket.NegotiatedHandshake;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.Role;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketOptions;

/** Decodes the responses of a server, and follows it to another protocol. */
final class HttpResponses extends HttpDecoder {
    private static final int SWITCHING = 101;

    private RequestHead request;
    private EventStreamDecoder events;
    private final Collector eventBytes = new Collector();

    HttpResponses(ConnectionState state) {
        super(state, false);
    }

    @Override
    BodyDecoder begin(HttpHead head) throws HttpException {
        boolean isInterim = head.status() < 200 && head.status() != SWITCHING;
        request = isInterim ? state.requests.peekFirst() : state.requests.pollFirst();
        if (!isInterim && head.status() != SWITCHING) {
            state.isUpgradePending = false;
        }
        events = head.headers().first("Content-Type").orElse("").startsWith(ServerSentEvent.CONTENT_TYPE)
                ? new EventStreamDecoder("", Collector.MOST_BYTES)
                : null;
        return BodyDecoder.of(request == null ? "GET" : request.method(), head.response(),
                Integer.MAX_VALUE);
    }

    @Override
    boolean isStreamed(HttpHead head) {
        return events != null;
    }

    @Override
    void streamed(byte[] decoded, Carried part, Consumer<ApplicationMessage> out) {
        eventBytes.add(part);
        try {
            events.feed(decoded, 0, decoded.length, event -> {
                Carried carried = eventBytes.isEmpty() ? part : eventBytes.take();
                out.accept(event(event, carried.decoded(event.encode())));
            });
        } catch (HttpException e) {
            out.accept(ApplicationMessage.data(eventBytes.take(), e.getMessage()));
            events = new EventStreamDecoder("", Collector.MOST_BYTES);
        }
    }

    private static ApplicationMessage event(ServerSentEvent event, Carried carried) {
        int length = carried.bytes().length;
        String name = event.type().equals(ServerSentEvent.MESSAGE) ? "" : event.type() + ": ";
        return new ApplicationMessage("sse", carried, 0, name + event.data(), event.data(), List.of(),
                sink -> sink.text("sse.type", "Type", event.type(), 0, length)
                        .text("sse.id", "Id", event.id(), 0, length)
                        .text("sse.data", "Data", event.data(), 0, length));
    }

    @Override
    StreamDecoder finished(HttpHead head, byte[] body, Carried whole, Consumer<ApplicationMessage> out) {
        if (head.status() == SWITCHING) {
            return upgraded(head);
        }
        if (request != null) {
            EngineSessions.polling(state.sessions, request, false, body, whole, out);
        }
        return this;
    }

    private StreamDecoder upgraded(HttpHead head) {
        if (request == null) {
            notice("the request of this upgrade is not in the capture: what follows is not taken apart");
            return other("after an upgrade whose request is not in the capture");
        }
        String protocol = String.join(", ", head.headers().list("Upgrade"));
        if (!OpeningHandshake.isUpgrade(request) || !head.headers().lists("Upgrade", "websocket")) {
            notice("the connection is upgraded to '" + protocol + "', which is not taken apart");
            return other("upgraded to '" + protocol + "'");
        }
        if (request.headers().first("Sec-WebSocket-Key").isEmpty()) {
            notice("the request has no Sec-WebSocket-Key (RFC 6455 §4.1); what follows is not to be trusted");
            state.clientAfterUpgrade = WebSocketFrames.untrusted();
            return WebSocketFrames.untrusted();
        }
        try {
            return webSocket(OpeningHandshake.check(request, head.response(), options(request)));
        } catch (WebSocketException e) {
            notice(e.getMessage() + "; what follows is not to be trusted");
            state.clientAfterUpgrade = WebSocketFrames.untrusted();
            return WebSocketFrames.untrusted();
        }
    }

    private StreamDecoder webSocket(NegotiatedHandshake handshake) {
        Optional<DeflateParameters> deflate = handshake.deflate();
        EngineSessions.Session session = EngineSessions.overWebSocket(state.sessions, request);
        state.clientAfterUpgrade = new WebSocketFrames(Role.SERVER,
                deflate.map(agreed -> agreed.inflater(Role.SERVER)).orElse(null),
                session == null ? null : session.toServer());
        return new WebSocketFrames(Role.CLIENT,
                deflate.map(agreed -> agreed.inflater(Role.CLIENT)).orElse(null),
                session == null ? null : session.toClient());
    }

    private StreamDecoder other(String notice) {
        state.clientAfterUpgrade = new RawDecoder(notice);
        return new RawDecoder(notice);
    }

    /** Returns options with which a client would have sent this request. */
    private static WebSocketOptions options(RequestHead request) {
        WebSocketOptions some = WebSocketOptions.DEFAULT;
        boolean offers = request.headers().list("Sec-WebSocket-Extensions").stream()
                .anyMatch(one -> one.startsWith("permessage-deflate"));
        return new WebSocketOptions(some.maxMessage(), some.maxBacklog(),
                offers ? WebSocketOptions.Deflate.ON : WebSocketOptions.Deflate.OFF, some.pingInterval(),
                some.handshakeTimeout(), some.closeTimeout(), Optional.empty(),
                request.headers().list("Sec-WebSocket-Protocol"));
    }
}
