package netkit.websocket;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.http.Status;
import netkit.net.Dialer;

/** The opening handshake of client and server (RFC 6455 §4): an HTTP request to upgrade the connection. */
public final class OpeningHandshake {
    /** The GUID that a server appends to the key, which only a WebSocket server knows to do (RFC 6455 §1.3). */
    public static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    public static final String VERSION = "13";
    /** RFC 6455 §4.1: a nonce of 16 bytes. */
    public static final int KEY_BYTES = 16;

    /** Cloned for each use: looking the algorithm up would leave a thread-local on each connection's thread. */
    private static final MessageDigest SHA1 = findSha1();

    private OpeningHandshake() {}

    private static MessageDigest findSha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Returns {@code Sec-WebSocket-Accept} for a key: base64 of the SHA-1 of the key and the GUID (RFC 6455 §4.2.2). */
    public static String acceptFor(String key) {
        return Base64.getEncoder().encodeToString(sha1(key + GUID));
    }

    /** Returns the SHA-1 (FIPS 180-4), 20 bytes. It is broken as a signature; the handshake needs no security from it. */
    public static byte[] sha1(String text) {
        try {
            MessageDigest sha1 = (MessageDigest) SHA1.clone();
            return sha1.digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-1 can be cloned", e);
        }
    }

    /** Whether a request asks for the upgrade to WebSocket; others may be for a page. */
    public static boolean isUpgrade(RequestHead request) {
        return request.headers().lists("Upgrade", "websocket");
    }

    /**
     * Checks the client's request and negotiates, on the server.
     *
     * @throws HttpException with the status of the rejection
     */
    public static NegotiatedHandshake negotiate(RequestHead request, WebSocketOptions options)
            throws HttpException {
        Headers headers = request.headers();
        if (!request.method().equals("GET")) {
            throw new HttpException(Status.METHOD_NOT_ALLOWED, "a handshake is a GET (RFC 6455 §4.2.1)",
                    Headers.of("Allow", "GET"));
        }
        if (!request.version().equals("HTTP/1.1")) {
            throw new HttpException(Status.BAD_REQUEST, "a handshake needs HTTP/1.1 (RFC 6455 §4.2.1)");
        }
        if (!isUpgrade(request) || !headers.lists("Connection", "Upgrade")) {
            throw new HttpException(Status.BAD_REQUEST,
                    "a handshake has 'Connection: Upgrade' and 'Upgrade: websocket' (RFC 6455 §4.2.1)");
        }
        if (!headers.all("Sec-WebSocket-Version").equals(List.of(VERSION))) {
            throw new HttpException(Status.UPGRADE_REQUIRED,
                    "the supported version is 13 (RFC 6455 §4.2.2)",
                    // RFC 9110 §15.5.22, §7.8: a 426 has Upgrade, which Connection lists
                    Headers.of("Sec-WebSocket-Version", VERSION, "Upgrade", "websocket", "Connection",
                            "Upgrade"));
        }
        if (!isKey(headers.all("Sec-WebSocket-Key"))) {
            throw new HttpException(Status.BAD_REQUEST,
                    "exactly one Sec-WebSocket-Key of 16 bytes in base64 is required (RFC 6455 §4.2.1)");
        }
        if (headers.announceBody()) {
            throw new HttpException(Status.BAD_REQUEST, "a handshake has no body (RFC 6455 §4.1)");
        }
        List<String> requested = headers.list("Sec-WebSocket-Protocol");
        if (!requested.stream().allMatch(Headers::isToken)
                || requested.size() > Set.copyOf(requested).size()) {
            throw new HttpException(Status.BAD_REQUEST,
                    "the subprotocols must be distinct tokens (RFC 6455 §4.1)");
        }
        if (!DeflateParameters.areExtensions(headers)) {
            throw new HttpException(Status.BAD_REQUEST,
                    "Sec-WebSocket-Extensions does not match its grammar (RFC 6455 §9.1)");
        }
        return new NegotiatedHandshake(
                options.subprotocols().stream().filter(requested::contains).findFirst(),
                DeflateParameters.negotiate(headers, options.deflate()));
    }

    private static boolean isKey(List<String> keys) {
        try {
            return keys.size() == 1 && keys.getFirst().endsWith("==")
                    && Base64.getDecoder().decode(keys.getFirst()).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Returns the server's response to an accepted request. */
    public static ResponseHead response(RequestHead request, NegotiatedHandshake handshake) {
        Headers headers = Headers.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept",
                acceptFor(request.headers().first("Sec-WebSocket-Key").orElseThrow()));
        if (handshake.subprotocol().isPresent()) {
            headers = headers.with("Sec-WebSocket-Protocol", handshake.subprotocol().get());
        }
        if (handshake.deflate().isPresent()) {
            headers = headers.with(DeflateParameters.HEADER, handshake.deflate().get().response());
        }
        return ResponseHead.of(Status.SWITCHING_PROTOCOLS, headers);
    }

    /**
     * Returns the client's request.
     *
     * @param url {@code ws://} or {@code wss://}
     * @param nonce {@link #KEY_BYTES} random bytes
     */
    public static RequestHead request(URI url, byte[] nonce, WebSocketOptions options) {
        URI ascii = URI.create(url.toASCIIString()); // RFC 3986 §2.5: other characters are percent-encoded UTF-8
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        String target = ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
        Headers headers = Headers.of("Host", Dialer.host(url), "Upgrade", "websocket", "Connection",
                "Upgrade",
                "Sec-WebSocket-Key", Base64.getEncoder().encodeToString(nonce), "Sec-WebSocket-Version",
                VERSION);
        if (options.origin().isPresent()) {
            headers = headers.with("Origin", options.origin().get());
        }
        if (!options.subprotocols().isEmpty()) {
            headers = headers.with("Sec-WebSocket-Protocol", String.join(", ", options.subprotocols()));
        }
        if (options.deflate() != WebSocketOptions.Deflate.OFF) {
            headers = headers.with(DeflateParameters.HEADER, DeflateParameters.offer(options.deflate()));
        }
        return new RequestHead("GET", target, "HTTP/1.1", headers);
    }

    /**
     * Checks the server's response, on the client (RFC 6455 §4.1, the numbered list at its end).
     *
     * @throws WebSocketException when the response does not accept the request
     */
    public static NegotiatedHandshake check(RequestHead request, ResponseHead response,
            WebSocketOptions options)
            throws WebSocketException {
        Headers headers = response.headers();
        if (response.status() != Status.SWITCHING_PROTOCOLS.code()) {
            throw failure(
                    "the server responded " + response.status() + " " + response.reason() + ", not 101"
                            + headers.first("Location").map(place -> "; it leads to " + place).orElse(""));
        }
        if (!response.version().equals("HTTP/1.1")) {
            throw failure("the server responded in " + response.version() + ", which has no upgrade");
        }
        if (!headers.lists("Upgrade", "websocket") || !headers.lists("Connection", "Upgrade")) {
            throw failure("the response lacks 'Connection: Upgrade' or 'Upgrade: websocket'");
        }
        String key = request.headers().first("Sec-WebSocket-Key").orElseThrow();
        if (!headers.all("Sec-WebSocket-Accept").equals(List.of(acceptFor(key)))) {
            throw failure(
                    "Sec-WebSocket-Accept is not " + acceptFor(key) + ", so this is not a WebSocket server");
        }
        List<String> chosen = headers.all("Sec-WebSocket-Protocol");
        if (chosen.size() > 1 || !options.subprotocols().containsAll(chosen)) {
            throw failure("the server chose the subprotocol '" + String.join(", ", chosen)
                    + "', which was not offered");
        }
        Optional<String> subprotocol = chosen.stream().findFirst();
        return new NegotiatedHandshake(subprotocol, DeflateParameters.check(headers, options.deflate()));
    }

    private static WebSocketException failure(String what) {
        return new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 6455 §4.1", what);
    }
}
