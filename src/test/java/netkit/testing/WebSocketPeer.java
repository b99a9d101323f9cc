package netkit.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/**
 * The JDK's WebSocket client, an independent peer. It records lines: a text message as it is, a
 * binary message as {@code binary 01 02}, the close as {@code closed 1000 reason}.
 */
public final class WebSocketPeer implements WebSocket.Listener, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final StringBuilder text = new StringBuilder();
    private final HttpClient http;
    private final WebSocket socket;

    public WebSocketPeer(String url) {
        this(url, (String) null);
    }

    /** @param origin value of the Origin header, or null for none */
    public WebSocketPeer(String url, String origin, String... subprotocols) {
        this(HttpClient.newHttpClient(), url, origin, subprotocols);
    }

    public WebSocketPeer(String url, SSLContext tls) {
        this(HttpClient.newBuilder().sslContext(tls).build(), url, null);
    }

    private WebSocketPeer(HttpClient http, String url, String origin, String... subprotocols) {
        this.http = http;
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(TIMEOUT);
        if (origin != null) {
            builder.header("Origin", origin);
        }
        if (subprotocols.length > 0) {
            builder.subprotocols(subprotocols[0],
                    List.of(subprotocols).subList(1, subprotocols.length).toArray(String[]::new));
        }
        try {
            socket = builder.buildAsync(URI.create(url), this).join();
        } catch (CompletionException e) {
            http.shutdownNow();
            throw e;
        }
    }

    public String subprotocol() {
        return socket.getSubprotocol();
    }

    public WebSocketPeer send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    public WebSocketPeer sendBinary(byte... bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** Sends a close frame. */
    public WebSocketPeer sendClose(int code, String reason) {
        socket.sendClose(code, reason).join();
        return this;
    }

    /** Returns the next line. */
    public String next() {
        try {
            String line = lines.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new AssertionError("no further line arrived\n" + this);
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Skips lines until one matches the regular expression, and returns it. */
    public String await(String regex) {
        String line = next();
        while (!line.matches(regex)) {
            if (line.startsWith("closed ") || line.startsWith("failed ")) {
                throw new AssertionError("no line matched " + regex + "\n" + this);
            }
            line = next();
        }
        return line;
    }

    /** Returns whether all received lines have been read. */
    public boolean hasNothingMore() {
        return lines.isEmpty();
    }

    private void record(String line) {
        received.add(line);
        lines.add(line);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            record(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer bytes, boolean last) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        record("binary " + HexFormat.ofDelimiter(" ").formatHex(copy));
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        record(("closed " + code + " " + reason).strip());
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        record("failed " + error);
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }

    @Override
    public String toString() {
        return "--- received\n" + String.join("\n", received);
    }
}
