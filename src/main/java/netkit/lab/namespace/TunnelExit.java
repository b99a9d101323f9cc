package netkit.lab.namespace;

import java.io.Closeable;
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
 * The one way out of a lab, to one TCP server, because the user named it: its end outside. Each connection to a
 * Unix-domain socket, which a network namespace does not confine when it has a path (network_namespaces(7)), becomes one to
 * that server. What passes is not looked at. {@link TunnelEntrance} is the end inside.
 */
final class TunnelExit implements Closeable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final TcpForwarder forwarder;

    private TunnelExit(TcpForwarder forwarder) {
        this.forwarder = forwarder;
    }

    /**
     * @param path of the socket, in a folder that nobody else may enter
     * @param server its name is looked up each time, outside
     * @throws IOException with one line, when nobody answers there
     */
    static TunnelExit open(Path path, InetSocketAddress server) throws IOException {
        connect(server).close(); // rather now than later, when inside only the end of a connection is seen
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return new TunnelExit(new TcpForwarder(listener, () -> connect(server)));
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

    /** Ends every connection. */
    @Override
    public void close() throws IOException {
        forwarder.close();
    }
}
