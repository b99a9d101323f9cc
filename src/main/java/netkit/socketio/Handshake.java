package netkit.socketio;

import java.util.Map;

import netkit.http.Headers;
import netkit.http.QueryString;
import netkit.http.RequestHead;

/**
 * The handshake of a client: the details with which it connected.
 *
 * @param auth payload of the CONNECT packet as plain values; empty if there was none
 * @param request the HTTP request that opened the connection
 * @param address from which that request came
 */
public record Handshake(Map<String, Object> auth, RequestHead request, String address) {
    public Headers headers() {
        return request.headers();
    }

    /** Returns the query parameters of the URL; the last one of each name. */
    public Map<String, String> query() {
        int start = request.target().indexOf('?');
        return start < 0 ? Map.of() : QueryString.decode(request.target().substring(start + 1));
    }
}
