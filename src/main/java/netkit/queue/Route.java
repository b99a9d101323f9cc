package netkit.queue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

import netkit.net.Endpoint;
import netkit.net.SocketSource;

/**
 * By which way a client reaches its server.
 *
 * @param sockets makes the sockets of its connections
 * @param instead where to connect to in place of what the URL says, such as to a relay; TLS still asks for the URL's host
 */
public record Route(SocketSource sockets, Optional<InetSocketAddress> instead) {
    /** To where the URL says, with ordinary sockets. */
    public static final Route DIRECT = new Route(SocketSource.HERE, Optional.empty());
    public static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    /** @param server what the URL says */
    public Socket connect(Endpoint server) throws IOException {
        InetSocketAddress address = instead.isPresent() ? instead.get() : server.resolve();
        Socket socket = sockets.open();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
