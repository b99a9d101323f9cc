package netkit.socketio;

import java.util.Map;

import netkit.http.Headers;
import netkit.http.QueryString;
import netkit.http.RequestHead;

/**
 * What a client said when it came.
 *
 * @param auth what it sent with its wish to enter the namespace, as plain values; empty when that was nothing
 * @param request the HTTP request that opened the connection
 * @param address where that came from
 */
public record Handshake(Map<String, Object> auth, RequestHead request, String address) {
    public Headers headers() {
        return request.headers();
    }

    /** The parameters in the URL; of several with one name the last. */
    public Map<String, String> query() {
        int start = request.target().indexOf('?');
        return start < 0 ? Map.of() : QueryString.decode(request.target().substring(start + 1));
    }
}
