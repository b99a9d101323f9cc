package netkit.queue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

import javax.net.SocketFactory;

import netkit.net.Endpoint;
import netkit.net.Sockets;
import netkit.net.TappedSockets;

/**
 * How a client connects to its server.
 *
 * @param sockets creates the sockets of its connections
 * @param override the address to connect to instead of the URL's, such as a relay's; TLS still names the URL's host
 */
public record Route(SocketFactory sockets, Optional<InetSocketAddress> override) {
    /** Connects to the address in the URL, with ordinary sockets. */
    public static final Route DIRECT = new Route(TappedSockets.factory(), Optional.empty());
    public static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    /**
     * Returns a connected socket.
     *
     * @param server the address in the URL
     */
    public Socket connect(Endpoint server) throws IOException {
        InetSocketAddress address = override.isPresent() ? override.get() : server.resolve();
        return Sockets.connect(sockets.createSocket(), address, Duration.ofMillis(CONNECT_TIMEOUT_MILLIS));
    }
}
