package netkit.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.BiConsumer;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import netkit.http.HeadLimits;
import netkit.http.HeadReader;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.net.Endpoint;

/** Opens WebSocket connections (RFC 6455 §4.1). */
public final class WebSocketClient {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WebSocketOptions options;
    private final SSLSocketFactory tls;
    private final boolean verifyHost;
    private BiConsumer<RequestHead, ResponseHead> onHandshake = (_, _) -> {};
    private Frame.Observer observer = Frame.Observer.NONE;

    /** @param tls for {@code wss://} */
    public WebSocketClient(WebSocketOptions options, Tls.Client tls) {
        this.options = options;
        this.tls = tls.context().getSocketFactory();
        this.verifyHost = tls.verifyHost();
    }

    /** Shows both heads of the handshake to someone, whether or not it succeeds. */
    public WebSocketClient onHandshake(BiConsumer<RequestHead, ResponseHead> watcher) {
        onHandshake = watcher;
        return this;
    }

    public WebSocketClient observer(Frame.Observer frames) {
        observer = frames;
        return this;
    }

    /**
     * Connects and shakes hands. The caller has to {@link WebSocketConnection#run} the connection.
     *
     * @param url {@code ws://HOST[:PORT][/PATH]} or {@code wss://…}, without a fragment (RFC 6455 §3)
     * @throws IllegalArgumentException when the URL is none of these
     * @throws WebSocketException when the server's answer is not what it has to be
     */
    public WebSocketConnection connect(URI url, WebSocketHandler handler) throws IOException {
        check(url);
        Socket socket = open(url);
        try {
            byte[] nonce = new byte[Handshake.KEY_BYTES];
            RANDOM.nextBytes(nonce);
            RequestHead request = Handshake.request(url, nonce, options);
            socket.getOutputStream().write(request.encode());
            HeadReader head = new HeadReader(socket, HeadLimits.DEFAULT);
            ResponseHead response = head.response(options.handshakeTimeout());
            onHandshake.accept(request, response);
            Agreement agreement = Handshake.check(request, response, options);
            return new WebSocketConnection(Role.CLIENT, socket, head.leftover(), agreement, options,
                    RANDOM::nextInt,
                    observer, handler);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void check(URI url) {
        if (url.getScheme() == null || !url.getScheme().matches("(?i)wss?")
                || url.getHost() == null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "'" + url + "' is no WebSocket URL: write ws://HOST:PORT/PATH or wss://HOST:PORT/PATH");
        }
    }

    private Socket open(URI url) throws IOException {
        String host = url.getHost().replaceAll("^\\[|]$", "");
        Endpoint server = new Endpoint(host, url.getPort() < 0 ? Handshake.defaultPort(url) : url.getPort());
        InetSocketAddress address = server.resolve();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) options.handshakeTimeout().toMillis());
            return url.getScheme().equalsIgnoreCase("wss") ? secure(socket, host, server.port()) : socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot connect to " + server + ": " + e.getMessage(), e);
        }
    }

    private SSLSocket secure(Socket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
        if (verifyHost) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // else any valid certificate would do
            secured.setSSLParameters(parameters);
        }
        secured.setSoTimeout((int) options.handshakeTimeout().toMillis());
        secured.startHandshake();
        if (verifyHost
                && secured.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
            checkDates(certificate);
        }
        return secured;
    }

    /** Java does not look at the dates of a certificate that is itself in the keystore (RFC 5280 §4.1.2.5). */
    private static void checkDates(X509Certificate certificate) throws SSLHandshakeException {
        try {
            certificate.checkValidity();
        } catch (CertificateException _) {
            throw new SSLHandshakeException("its certificate is valid from "
                    + certificate.getNotBefore().toInstant() + " to " + certificate.getNotAfter().toInstant()
                    + " only");
        }
    }
}
