package netkit.engineio;

import java.util.Map;
import java.util.Optional;

import netkit.http.QueryString;
import netkit.http.RequestHead;

/**
 * What the query of a request says (Engine.IO v4, "Query parameters"), and whether a server has to refuse it.
 *
 * @param sid empty in the request that opens a session
 */
record EngineQuery(String version, String transport, String sid) {
    static final String VERSION = "4";

    static EngineQuery of(RequestHead request) {
        Map<String, String> values = QueryString.decode(request.query());
        return new EngineQuery(values.getOrDefault("EIO", ""), values.getOrDefault("transport", ""),
                values.getOrDefault("sid", ""));
    }

    /**
     * Why a server refuses the request, in the reference's order of checks.
     *
     * @param upgrade whether the request asks for WebSocket
     * @param carried what carries the session with that id now; empty when there is none
     */
    Optional<EngineError> refusal(EngineServerOptions options, String method, boolean upgrade,
            Optional<EngineTransport> carried) {
        Optional<EngineTransport> asked = EngineTransport.named(transport)
                .filter(options.transports()::contains);
        if (asked.isEmpty()) {
            return Optional.of(EngineError.UNKNOWN_TRANSPORT);
        }
        if (!sid.isEmpty()) {
            if (carried.isEmpty()) {
                return Optional.of(EngineError.UNKNOWN_SID);
            }
            boolean fits = (upgrade || carried.equals(asked)) && version.equals(VERSION);
            return fits ? Optional.empty() : Optional.of(EngineError.BAD_REQUEST);
        }
        if (!method.equals("GET")) {
            return Optional.of(EngineError.BAD_HANDSHAKE_METHOD);
        }
        if (asked.get() == EngineTransport.WEBSOCKET && !upgrade) {
            return Optional.of(EngineError.BAD_REQUEST);
        }
        return version.equals(VERSION) ? Optional.empty()
                : Optional.of(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
    }
}
