package netkit.queue.rabbitmq;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLSocketFactory;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandler;

import netkit.net.Endpoint;
import netkit.net.TappedSockets;
import netkit.queue.QueueUrl;
import netkit.queue.Route;

/** Opens connections to RabbitMQ by a {@link Route}, which amqp-client itself does not support. */
final class RabbitDialer extends ConnectionFactory {
    static final int CLOSE_TIMEOUT_MILLIS = 10_000;
    private static final String NAME = "netkit";
    private static final int PROBE_TIMEOUT_MILLIS = 1000;
    private static final int MAX_MESSAGE_SIZE = 64 << 20;

    private final Route route;

    private RabbitDialer(Route route) {
        this.route = route;
    }

    static Connection open(URI url, Route route) throws IOException {
        ConnectionFactory factory = new RabbitDialer(route);
        factory.setAutomaticRecoveryEnabled(false); // a lost connection is to be seen, not hidden
        factory.setConnectionTimeout(Route.CONNECT_TIMEOUT_MILLIS);
        try {
            Endpoint server = QueueUrl.server(url);
            factory.setUri(QueueUrl.withServer(url, new Endpoint(Endpoint.LOOPBACK, server.port())));
            factory.setHost(server.host());
            if (route.equals(Route.DIRECT)) {
                return factory.newConnection(NAME);
            }
            // do not resolve the host: its name may be unknown here
            AddressResolver unresolved = () -> List
                    .of(new Address(QueueUrl.server(url).host(), factory.getPort()));
            return factory.newConnection(null, unresolved, NAME);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "'" + QueueUrl.server(url) + "' is not a message queue URL: " + e.getMessage(), e);
        } catch (AuthenticationFailureException e) {
            throw new IOException(
                    "RabbitMQ at " + QueueUrl.server(url) + " rejected the user name or password",
                    e);
        } catch (ConnectException e) {
            throw (ConnectException) new ConnectException(
                    "cannot connect to " + QueueUrl.server(url) + ": " + e.getMessage()
                            + "; is RabbitMQ running there?")
                    .initCause(e);
        } catch (IOException | TimeoutException e) {
            Optional<String> refusal = RabbitErrors.refusal(e);
            if (refusal.isPresent()) {
                throw new IOException("RabbitMQ at " + QueueUrl.server(url) + " refused the connection: "
                        + refusal.get(), e);
            }
            throw e.getMessage() != null && e instanceof IOException io ? io
                    : new IOException(QueueUrl.server(url) + " does not speak AMQP"
                            + identified(QueueUrl.server(url), route), e);
        }
    }

    /** Returns a guess at the server that answers there instead of RabbitMQ, from its reply to AMQP's first bytes. */
    private static String identified(Endpoint server, Route route) {
        String reply;
        try (Socket socket = route.connect(server)) {
            socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
            socket.getOutputStream().write("AMQP\0\0\11\1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            reply = new String(socket.getInputStream().readNBytes("HTTP/".length()),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
        return reply.equals("HTTP/") ? ": it is an HTTP server"
                : reply.startsWith("-ERR") ? ": it seems to be netkit's mq-server, write mq://" + server : "";
    }

    @Override
    protected FrameHandlerFactory createFrameHandlerFactory() throws IOException {
        return route.equals(Route.DIRECT) && TappedSockets.tap().isEmpty() ? super.createFrameHandlerFactory()
                : (address, _) -> handler(new Endpoint(address.getHost(), address.getPort()));
    }

    private SocketFrameHandler handler(Endpoint server) throws IOException {
        Socket socket = route.connect(server);
        try {
            // TLS names the URL's host, whatever address the socket is connected to (RFC 6066 §3)
            Socket secured = getSocketFactory() instanceof SSLSocketFactory tls
                    ? tls.createSocket(socket, server.host(), server.port(), true)
                    : socket;
            return new SocketFrameHandler(secured, null, MAX_MESSAGE_SIZE);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
