package netkit.engineio;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.http.Headers;
import netkit.http.HttpClient;
import netkit.http.QueryString;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.http.Status;
import netkit.net.Dialer;
import netkit.websocket.Frame;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;

/** The HTTP requests of a client: GET, POST and the opening handshake of a WebSocket. */
final class ClientRequests {
    /** Added to the time that a response may take by the protocol, before the request fails. */
    private static final Duration TIMEOUT_MARGIN = Duration.ofSeconds(10);
    private static final byte[] NO_BODY = {};

    private final URI url;
    private final EngineClientOptions options;
    private final String sid;

    /** @param url of the server; its path is ignored, its query is added to every request */
    ClientRequests(URI url, EngineClientOptions options) {
        this(url, options, "");
    }

    private ClientRequests(URI url, EngineClientOptions options, String sid) {
        this.url = url;
        this.options = options;
        this.sid = sid;
    }

    /** Returns the requests of an open session. */
    ClientRequests withSid(String given) {
        return new ClientRequests(url, options, given);
    }

    EngineClientOptions options() {
        return options;
    }

    HttpClient httpClient() {
        Dialer dialer = new Dialer(options.tls(), options.timeout(), options.sockets());
        return new HttpClient(() -> dialer.dial(url), options.maxMessage());
    }

    RequestHead get() {
        return request("GET", Headers.of("Host", Dialer.host(url), "Accept", "*/*"));
    }

    /** Sends the handshake request and returns the packets of the response, undecoded. */
    List<String> open(HttpClient client, RequestHead request) throws IOException {
        return exchange(client, request, NO_BODY, options.timeout());
    }

    /** Polls, and returns the packets of the response, undecoded. */
    List<String> poll(HttpClient client, OpenPacket handshake) throws IOException {
        return exchange(client, get(), NO_BODY,
                handshake.pingInterval().plus(handshake.pingTimeout()).plus(TIMEOUT_MARGIN));
    }

    void post(HttpClient client, List<EnginePacket> packets) throws IOException {
        byte[] body = Payload.encode(packets).getBytes(StandardCharsets.UTF_8);
        exchange(client, request("POST", Headers.of("Host", Dialer.host(url), "Accept", "*/*", "Content-Type",
                "text/plain;charset=UTF-8", "Content-Length", Integer.toString(body.length))), body,
                options.timeout().plus(TIMEOUT_MARGIN));
    }

    private List<String> exchange(HttpClient client, RequestHead request, byte[] body, Duration timeout)
            throws IOException {
        options.trace().add(body.length,
                to -> to.request(request, new String(body, StandardCharsets.UTF_8)));
        HttpClient.Response response = client.send(request, body, timeout);
        ResponseHead head = response.head();
        String payload = new String(response.body(), StandardCharsets.UTF_8);
        options.trace().add(payload.length(), to -> to.response(request, head, payload));
        if (head.status() != Status.OK.code()) {
            throw new IOException(
                    "the server responded to " + request.method() + " with " + head.status() + " "
                            + head.reason()
                            + head.headers().first("Location").map(place -> ", which leads to " + place)
                                    .orElse("")
                            + (payload.isBlank() ? "" : ": " + payload.strip()));
        }
        return Payload.split(payload);
    }

    private RequestHead request(String method, Headers headers) {
        return new RequestHead(method, target(EngineTransport.POLLING), "HTTP/1.1", headers);
    }

    private String target(EngineTransport transport) {
        Map<String, String> query = new LinkedHashMap<>();
        if (url.getRawQuery() != null) {
            query.putAll(QueryString.decode(url.getRawQuery()));
        }
        query.put("EIO", EngineQuery.VERSION);
        query.put("transport", transport.toString());
        if (!sid.isEmpty()) {
            query.put("sid", sid);
        }
        return options.path() + "?" + QueryString.encode(query);
    }

    /** Returns the request for a WebSocket, without the headers of RFC 6455. */
    RequestHead webSocketRequest() {
        return new RequestHead("GET", target(EngineTransport.WEBSOCKET), "HTTP/1.1",
                Headers.of("Host", Dialer.host(url)));
    }

    /** Connects and performs the opening handshake; the caller must run the connection. */
    WebSocketConnection openWebSocket(WebSocketHandler handler) throws IOException {
        URI target = URI.create((Dialer.isSecure(url) ? "wss://" : "ws://") + Dialer.host(url)
                + target(EngineTransport.WEBSOCKET));
        WebSocketOptions webSocket = new WebSocketOptions(options.maxMessage(),
                SessionSocket.webSocketBacklog(options.maxBacklog()), WebSocketOptions.Deflate.OFF,
                Duration.ZERO, options.timeout(), Duration.ofSeconds(2), Optional.empty(), List.of());
        return new WebSocketClient(webSocket, options.tls(), options.sockets())
                .observer(options.trace() == TraceQueue.NONE ? Frame.Observer.NONE : options.trace())
                .onHandshake((request, response) -> options.trace().add(0, to -> {
                    to.request(request, "");
                    to.response(request, response, "");
                })).connect(target, handler);
    }
}
