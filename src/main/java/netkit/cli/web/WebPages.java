package netkit.cli.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    /** Where the page over Socket.IO is, if another is at {@code /}. */
    private static final String SIO_PATH = "/socketio";

    private WebPages() {}

    /** Returns the page of {@code ws-server} at {@code /}, and what it loads. */
    public static Map<String, HttpResponse> wsServer() throws IOException {
        return wsServer("");
    }

    private static Map<String, HttpResponse> wsServer(String link) throws IOException {
        return pages("/", "ws-server", link, "frame.js", "inflate.js", "http-chat.js", "exchange.js");
    }

    /** Returns the page of {@code sio-server} at {@code /}, and what it loads. */
    public static Map<String, HttpResponse> sioServer() throws IOException {
        return sioServer("/", "");
    }

    /** Returns the page of {@code lesson board} at {@code /}, what it loads, and a page for students at {@code /join}. */
    public static Map<String, HttpResponse> lessonBoard() throws IOException {
        Map<String, HttpResponse> pages = new LinkedHashMap<>();
        pages.put("/", response(read("board.html"), "text/html"));
        pages.put("/join", response(read("board-join.html"), "text/html"));
        for (String style : List.of("netkit.css", "board.css")) {
            pages.put("/" + style, response(read(style), "text/css"));
        }
        for (String script : List.of("board.js", "elements.js")) {
            pages.put("/" + script, response(read(script), "text/javascript"));
        }
        return pages;
    }

    private static Map<String, HttpResponse> sioServer(String path, String link) throws IOException {
        return pages(path, "sio-server", link, "socketio.js");
    }

    /** Returns the pages of {@code serve}: both, each with a link to the other. */
    public static Map<String, HttpResponse> serve() throws IOException {
        Map<String, HttpResponse> pages = new LinkedHashMap<>(
                wsServer("The same chat: <a href=\"" + SIO_PATH + "\">over Socket.IO</a>."));
        pages.putAll(sioServer(SIO_PATH, "The same chat: <a href=\"/\">over WebSocket and plain HTTP</a>."));
        return pages;
    }

    private static Map<String, HttpResponse> pages(String path, String name, String link,
            String... modules) throws IOException {
        Map<String, HttpResponse> pages = new LinkedHashMap<>();
        pages.put(path, response(page(name).replace("{link}", link), "text/html"));
        for (String style : List.of("netkit.css", "pages.css")) {
            pages.put("/" + style, response(read(style), "text/css"));
        }
        Stream<String> scripts = Stream.concat(Stream.of(name + ".js", "page.js", "elements.js"),
                Stream.of(modules));
        for (String script : scripts.toList()) {
            pages.put("/" + script, response(read(script), "text/javascript"));
        }
        return pages;
    }

    /** Returns the page of all servers, with the parts in which this one differs: each behind a comment that names it. */
    private static String page(String name) throws IOException {
        String page = read("page.html");
        String[] parts = read(name + ".html").split("<!-- ");
        for (String part : Arrays.copyOfRange(parts, 1, parts.length)) { // nothing is before the first
            int end = part.indexOf(" -->");
            page = page.replace("{" + part.substring(0, end) + "}",
                    part.substring(end + " -->".length()).strip());
        }
        return page;
    }

    private static String read(String name) throws IOException {
        try (InputStream in = WebPages.class.getResourceAsStream("/netkit/web/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse response(String text, String type) {
        return new HttpResponse(Status.OK, HEADERS, type + "; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8));
    }
}
