package netkit.cli.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

import netkit.http.Headers;
import netkit.http.HttpResponse;
import netkit.http.Status;

/** The pages of the servers, with their style sheet and scripts: resources in the jar, as HTTP responses by path. */
public final class WebPages {
    /** The policy runs no script and applies no style but the server's own files, so injected text stays text. */
    private static final Headers HEADERS = Headers.of("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ws: wss:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer");

    private WebPages() {}

    /** Returns the page of {@code ws-server} at {@code /}, and what it loads. */
    public static Map<String, HttpResponse> wsServer() throws IOException {
        return pages("ws-server.html", "netkit.css", "page.js", "ws-server.js", "frame.js", "inflate.js");
    }

    /** Returns the page of {@code sio-server} at {@code /}, and what it loads. */
    public static Map<String, HttpResponse> sioServer() throws IOException {
        return pages("sio-server.html", "netkit.css", "page.js", "sio-server.js", "socketio.js");
    }

    private static Map<String, HttpResponse> pages(String index, String... others) throws IOException {
        Map<String, HttpResponse> pages = new LinkedHashMap<>();
        pages.put("/", load(index));
        for (String name : others) {
            pages.put("/" + name, load(name));
        }
        return pages;
    }

    private static HttpResponse load(String name) throws IOException {
        String type = switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html";
            case "css" -> "text/css";
            case "js" -> "text/javascript";
            default -> throw new IllegalArgumentException("no content type for " + name);
        };
        try (InputStream in = WebPages.class.getResourceAsStream("/netkit/web/" + name)) {
            return new HttpResponse(Status.OK, HEADERS, type + "; charset=utf-8", in.readAllBytes());
        }
    }
}
