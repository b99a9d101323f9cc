package netkit.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;

import javax.net.SocketFactory;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens the TCP connections of a client, with TLS when the URL's scheme asks for it. */
public final class Dialer {
    private final Tls.Client tls;
    private final Duration timeout;
    private final SocketFactory sockets;

    /** @param timeout for connecting, and for each message of the TLS handshake */
    public Dialer(Tls.Client tls, Duration timeout) {
        this(tls, timeout, TappedSockets.factory());
    }

    /** @param sockets creates the sockets, which are connected here */
    public Dialer(Tls.Client tls, Duration timeout, SocketFactory sockets) {
        this.tls = tls;
        this.timeout = timeout;
        this.sockets = sockets;
    }

    /**
     * Returns a connected socket.
     *
     * @param url of the scheme {@code http}, {@code https}, {@code ws} or {@code wss}
     */
    public Socket dial(URI url) throws IOException {
        String host = url.getHost().replaceAll("^\\[|]$", "");
        Endpoint server = new Endpoint(host, port(url));
        InetSocketAddress address = server.resolve();
        try {
            Socket socket = Sockets.connect(sockets.createSocket(), address, timeout);
            return isSecure(url) ? secure(socket, host, server.port()) : socket;
        } catch (IOException e) {
            throw new IOException("cannot connect to " + server + ": " + e.getMessage(), e);
        }
    }

    private SSLSocket secure(Socket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) tls.context().getSocketFactory().createSocket(socket, host, port,
                true);
        if (tls.verifyHost()) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // otherwise any valid certificate would be accepted
            secured.setSSLParameters(parameters);
        }
        try {
            secured.setSoTimeout((int) timeout.toMillis());
            secured.startHandshake();
            if (tls.verifyHost() && secured.getSession()
                    .getPeerCertificates()[0] instanceof X509Certificate certificate) {
                checkDates(certificate);
            }
            return secured;
        } catch (IOException e) {
            Sockets.closeQuietly(socket); // without a TLS alert that could block
            throw e;
        }
    }

    /** Java does not check the validity period of a certificate that is itself in the keystore (RFC 5280 §4.1.2.5). */
    private static void checkDates(X509Certificate certificate) throws SSLHandshakeException {
        try {
            certificate.checkValidity();
        } catch (CertificateException _) {
            throw new SSLHandshakeException("its certificate is valid from "
                    + certificate.getNotBefore().toInstant() + " to " + certificate.getNotAfter().toInstant()
                    + " only");
        }
    }

    /** Whether the scheme is {@code https} or {@code wss}. */
    public static boolean isSecure(URI url) {
        return url.getScheme().matches("(?i)https|wss");
    }

    /** Returns the URL's port, or its scheme's default (RFC 6455 §3, RFC 9110 §4.2). */
    static int port(URI url) {
        return url.getPort() < 0 ? defaultPort(url) : url.getPort();
    }

    private static int defaultPort(URI url) {
        return isSecure(url) ? 443 : 80;
    }

    /** Returns the value of the header {@code Host}: with the port only if it is not the scheme's default (RFC 9110 §7.2). */
    public static String host(URI url) {
        return port(url) == defaultPort(url) ? url.getHost() : url.getHost() + ":" + url.getPort();
    }
}
