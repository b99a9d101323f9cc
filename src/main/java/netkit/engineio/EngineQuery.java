package netkit.engineio;

import java.util.Map;
import java.util.Optional;

import netkit.http.QueryString;
import netkit.http.RequestHead;

/**
 * The query parameters of a request (Engine.IO v4, "Query parameters") and the server's checks of them.
 *
 * @param sid the session id; empty in the request that opens a session
 */
record EngineQuery(String version, String transport, String sid) {
    static final String VERSION = "4";

    static EngineQuery of(RequestHead request) {
        Map<String, String> values = QueryString.decode(request.query());
        return new EngineQuery(values.getOrDefault("EIO", ""), values.getOrDefault("transport", ""),
                values.getOrDefault("sid", ""));
    }

    /**
     * Returns why a server must refuse the request, checked in the reference's order; empty if it is valid.
     *
     * @param upgrade whether the request asks for a WebSocket
     * @param current transport of the session with that id; empty if there is no such session
     */
    Optional<EngineError> refusal(EngineServerOptions options, String method, boolean upgrade,
            Optional<EngineTransport> current) {
        Optional<EngineTransport> requested = EngineTransport.named(transport)
                .filter(options.transports()::contains);
        if (requested.isEmpty()) {
            return Optional.of(EngineError.UNKNOWN_TRANSPORT);
        }
        if (!sid.isEmpty()) {
            if (current.isEmpty()) {
                return Optional.of(EngineError.UNKNOWN_SID);
            }
            boolean valid = (upgrade || current.equals(requested)) && version.equals(VERSION);
            return valid ? Optional.empty() : Optional.of(EngineError.BAD_REQUEST);
        }
        if (!method.equals("GET")) {
            return Optional.of(EngineError.BAD_HANDSHAKE_METHOD);
        }
        if (requested.get() == EngineTransport.WEBSOCKET && !upgrade) {
            return Optional.of(EngineError.BAD_REQUEST);
        }
        return version.equals(VERSION) ? Optional.empty()
                : Optional.of(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
    }
}
