package netkit.engineio;

import java.util.List;
import java.util.Optional;

import netkit.http.Headers;
import netkit.http.RequestHead;

/**
 * The origins whose pages a browser lets use the server (Fetch Standard, "CORS protocol"). The headers are those of the
 * reference implementation.
 *
 * @param origins such as {@code http://localhost:8080}; {@code *} allows any; an empty list sends no CORS headers
 * @param credentials whether those pages may send cookies
 */
public record Cors(List<String> origins, boolean credentials) {
    public static final Cors OFF = new Cors(List.of(), false);
    public static final Cors ANY = new Cors(List.of("*"), false);

    private static final String METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE";

    public Cors {
        origins = List.copyOf(origins);
    }

    public boolean isOn() {
        return !origins.isEmpty();
    }

    /** Returns the CORS headers of a response to this request. */
    public Headers headers(RequestHead request) {
        if (!isOn()) {
            return Headers.NONE;
        }
        Headers headers = origins.contains("*") ? Headers.of("Access-Control-Allow-Origin", "*")
                : reflected(request);
        return credentials ? headers.with("Access-Control-Allow-Credentials", "true") : headers;
    }

    private Headers reflected(RequestHead request) {
        Optional<String> origin = request.headers().first("Origin").filter(origins::contains);
        return origin.map(one -> Headers.of("Access-Control-Allow-Origin", one)).orElse(Headers.NONE)
                .with("Vary", "Origin"); // a cache must not reuse this response for another origin
    }

    /** Returns the CORS headers of a response to a preflight request, an OPTIONS. */
    public Headers preflight(RequestHead request) {
        Headers headers = headers(request).with("Access-Control-Allow-Methods", METHODS).with("Vary",
                "Access-Control-Request-Headers");
        Optional<String> requested = request.headers().first("Access-Control-Request-Headers");
        return requested.isPresent() ? headers.with("Access-Control-Allow-Headers", requested.get())
                : headers;
    }
}
