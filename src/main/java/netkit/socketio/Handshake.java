package netkit.socketio;

import java.util.LinkedHashMap;
import java.util.Locale;
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

    /** Returns the plain values that other servers get: {@code headers}, {@code address}, {@code url}, … */
    Map<String, Object> values() {
        Map<String, Object> fields = new LinkedHashMap<>();
        request.headers().fields().forEach(field -> fields.merge(field.name().toLowerCase(Locale.ROOT),
                field.value(), (first, second) -> first + ", " + second));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("headers", fields);
        values.put("address", address);
        values.put("url", request.target());
        values.put("query", query());
        values.put("auth", auth);
        return values;
    }

    /** Returns the query parameters of the URL; the last one of each name. */
    public Map<String, String> query() {
        int start = request.target().indexOf('?');
        return start < 0 ? Map.of() : QueryString.decode(request.target().substring(start + 1));
    }
}
