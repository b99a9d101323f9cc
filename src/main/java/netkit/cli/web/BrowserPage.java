package netkit.cli.web;

import java.io.IOException;
import java.io.InputStream;

import netkit.http.Headers;
import netkit.http.HttpResponse;
import netkit.http.Status;

/** The pages in the jar, for a browser. */
public final class BrowserPage {
    /** Whatever somebody else's text should manage to become in a page, it stays there. */
    private static final Headers HEADERS = Headers.of("Content-Security-Policy",
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:;"
                    + " connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer");

    private BrowserPage() {}

    public static HttpResponse html(String name) throws IOException {
        return page(name, "text/html; charset=utf-8");
    }

    public static HttpResponse script(String name) throws IOException {
        return page(name, "text/javascript; charset=utf-8");
    }

    private static HttpResponse page(String name, String contentType) throws IOException {
        try (InputStream in = BrowserPage.class.getResourceAsStream("/netkit/web/" + name)) {
            return new HttpResponse(Status.OK, HEADERS, contentType, in.readAllBytes());
        }
    }
}
