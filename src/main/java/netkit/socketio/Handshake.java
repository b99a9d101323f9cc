package netkit.socketio;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import netkit.http.Headers;
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
        Map<String, String> parameters = new LinkedHashMap<>();
        int start = request.target().indexOf('?');
        if (start >= 0) {
            for (String pair : request.target().substring(start + 1).split("&")) {
                int equals = pair.indexOf('=');
                parameters.put(decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text; // a % that begins no escape
        }
    }
}
