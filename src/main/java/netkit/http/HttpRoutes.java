package netkit.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A handler that passes each request on by its path. Routes must be added before the server starts. */
public final class HttpRoutes implements HttpHandler {
    /** RFC 9110 §9.1: every server supports both. */
    private static final List<String> PAGE_METHODS = List.of("GET", "HEAD");

    private final Map<String, HttpHandler> exact = new LinkedHashMap<>();
    private final Map<String, HttpHandler> below = new LinkedHashMap<>();
    private HttpHandler otherwise = exchange -> {
        throw new HttpException(Status.NOT_FOUND, "there is nothing at " + exchange.request().path());
    };

    /** @param path such as {@code /}, and no path below it */
    public HttpRoutes at(String path, HttpHandler handler) {
        exact.put(path, handler);
        return this;
    }

    /** @param path such as {@code /engine.io/}, with all paths that begin with it */
    public HttpRoutes below(String path, HttpHandler handler) {
        below.put(path, handler);
        return this;
    }

    /** Adds the handler of all other paths, instead of a response with 404. */
    public HttpRoutes otherwise(HttpHandler handler) {
        otherwise = handler;
        return this;
    }

    public HttpRoutes page(String path, HttpResponse page) {
        return at(path, serving(page));
    }

    /** Returns a handler that responds with a page to GET and HEAD, and with 405 to other methods. */
    public static HttpHandler serving(HttpResponse page) {
        return exchange -> {
            requireMethod(exchange, "a page", PAGE_METHODS);
            exchange.respond(page);
        };
    }

    /**
     * @param what the resource, part of a sentence
     * @throws HttpException with 405, if the request has none of the methods (RFC 9110 §15.5.6)
     */
    public static void requireMethod(HttpExchange exchange, String what, List<String> methods)
            throws HttpException {
        if (!methods.contains(exchange.request().method())) {
            throw new HttpException(Status.METHOD_NOT_ALLOWED,
                    what + " is for " + String.join(" and ", methods),
                    Headers.of("Allow", String.join(", ", methods)));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.request().path();
        HttpHandler handler = exact.get(path);
        if (handler == null) {
            handler = below.entrySet().stream().filter(one -> path.startsWith(one.getKey()))
                    .map(Map.Entry::getValue).findFirst().orElse(otherwise);
        }
        handler.handle(exchange);
    }
}
