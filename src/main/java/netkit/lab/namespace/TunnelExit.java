package netkit.lab.namespace;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The outer end of a tunnel from a lab to one TCP server that the user named; {@link TunnelEntrance} is the inner end.
 * Each connection to a Unix-domain socket is forwarded to that server. A socket with a path is not confined to a
 * network namespace, network_namespaces(7). The forwarded bytes are not interpreted.
 */
final class TunnelExit {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private TunnelExit() {}

    /**
     * Opens the tunnel after checking that the server accepts connections.
     *
     * @param path path of the socket, in a folder that only this user can access
     * @param server server whose name is resolved for each connection
     * @throws IOException if the server does not accept connections
     */
    static TcpForwarder open(Path path, InetSocketAddress server) throws IOException {
        connect(server).close(); // later failures appear inside only as a closed connection
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return new TcpForwarder(listener, () -> connect(server));
    }

    private static SocketChannel connect(InetSocketAddress server) throws IOException {
        String name = server.getHostString() + ":" + server.getPort();
        InetSocketAddress address = new InetSocketAddress(server.getHostString(), server.getPort());
        if (address.isUnresolved()) {
            throw new UnknownHostException(server.getHostString());
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, CONNECT_TIMEOUT_MILLIS);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw (ConnectException) new ConnectException("cannot connect to " + name + ": " + e.getMessage())
                    .initCause(e);
        }
    }
}
