package netkit.lab.namespace;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import netkit.lab.linux.PathDescriptor;

/**
 * The inner end of a tunnel: a TCP port at a place, through which clients reach the one server outside that the user
 * named. No packets leave the lab: the tunnel forwards the bytes of connections, and the TCP on the lab's wire is that
 * between a client and this port.
 */
public final class TunnelEntrance implements Closeable {
    static final String SOCKET = "netkit.lab.tunnel";
    /** The socket of the {@link TunnelExit}; null if there is no tunnel. */
    private static PathDescriptor outside;

    private final InetSocketAddress address;
    private final TcpForwarder forwarder;

    private TunnelEntrance(InetSocketAddress address, TcpForwarder forwarder) {
        this.address = address;
        this.forwarder = forwarder;
    }

    /** Opens the socket of the {@link TunnelExit}, if there is a tunnel, before its folder is deleted. */
    static synchronized void openSocket() throws IOException {
        String path = System.getProperty(SOCKET);
        outside = path == null ? null : PathDescriptor.open(Path.of(path));
    }

    /** Whether this JVM was started with a tunnel. */
    public static synchronized boolean isAvailable() {
        return outside != null;
    }

    /**
     * Opens the inner end.
     *
     * @param listener listener bound to the place and port to which clients connect; closed with this
     * @throws IllegalStateException if there is no tunnel
     */
    public static TunnelEntrance open(ServerSocketChannel listener) throws IOException {
        if (!isAvailable()) {
            throw new IllegalStateException("this JVM was not started with a tunnel");
        }
        return new TunnelEntrance((InetSocketAddress) listener.getLocalAddress(),
                new TcpForwarder(listener,
                        () -> SocketChannel.open(UnixDomainSocketAddress.of(outside.path()))));
    }

    /** Returns the address to which clients connect instead of the server's. */
    public InetSocketAddress address() {
        return address;
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        forwarder.close();
    }
}
