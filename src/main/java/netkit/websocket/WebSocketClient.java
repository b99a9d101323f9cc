package netkit.websocket;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.util.function.BiConsumer;

import javax.net.SocketFactory;

import netkit.http.HeadLimits;
import netkit.http.HttpReader;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.net.Dialer;
import netkit.net.MemoryBudget;
import netkit.net.TappedSockets;
import netkit.net.Tls;

/** A WebSocket client: opens connections (RFC 6455 §4.1). */
public final class WebSocketClient {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WebSocketOptions options;
    private final Dialer dialer;
    private BiConsumer<RequestHead, ResponseHead> onHandshake = (_, _) -> {};
    private Frame.Observer observer = Frame.Observer.NONE;

    /** @param tls for {@code wss://} */
    public WebSocketClient(WebSocketOptions options, Tls.Client tls) {
        this(options, tls, TappedSockets.factory());
    }

    /** As {@link #WebSocketClient(WebSocketOptions, Tls.Client)}, with sockets from there. */
    public WebSocketClient(WebSocketOptions options, Tls.Client tls, SocketFactory sockets) {
        this.options = options;
        this.dialer = new Dialer(tls, options.handshakeTimeout(), sockets);
    }

    /** Sets a listener for request and response of each handshake, successful or not. */
    public WebSocketClient onHandshake(BiConsumer<RequestHead, ResponseHead> watcher) {
        onHandshake = watcher;
        return this;
    }

    public WebSocketClient observer(Frame.Observer frames) {
        observer = frames;
        return this;
    }

    /**
     * Connects and completes the opening handshake. The caller must {@link WebSocketConnection#run} the connection.
     *
     * @param url {@code ws://HOST[:PORT][/PATH]} or {@code wss://…}, without a fragment (RFC 6455 §3)
     * @throws IllegalArgumentException when the URL is of another form
     * @throws WebSocketException when the server does not accept the handshake
     */
    public WebSocketConnection connect(URI url, WebSocketHandler handler) throws IOException {
        check(url);
        Socket socket = dialer.dial(url);
        try {
            byte[] nonce = new byte[OpeningHandshake.KEY_BYTES];
            RANDOM.nextBytes(nonce);
            RequestHead request = OpeningHandshake.request(url, nonce, options);
            socket.getOutputStream().write(request.encode());
            HttpReader head = new HttpReader(socket, HeadLimits.DEFAULT);
            ResponseHead response = head.response(options.handshakeTimeout());
            onHandshake.accept(request, response);
            NegotiatedHandshake handshake = OpeningHandshake.check(request, response, options);
            return new WebSocketConnection(Role.CLIENT, socket, head.leftover(), handshake, options,
                    MemoryBudget.UNLIMITED.open(() -> {}), RANDOM::nextInt, observer, handler);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void check(URI url) {
        if (url.getScheme() == null || !url.getScheme().matches("(?i)wss?")
                || url.getHost() == null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "'" + url
                            + "' is not a WebSocket URL: write ws://HOST:PORT/PATH or wss://HOST:PORT/PATH");
        }
    }
}
