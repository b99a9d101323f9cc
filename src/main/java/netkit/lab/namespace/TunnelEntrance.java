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
 * Where the tunnel comes out inside: a TCP port at a place, behind which is the server outside that the user named, and
 * nothing else. The lab stays sealed off at the level of packets: what passes here are the bytes of connections, and
 * the TCP on the lab's wire is that between a client and this port.
 */
public final class TunnelEntrance implements Closeable {
    static final String SOCKET = "netkit.lab.tunnel";
    /** The other end's socket; null when there is no tunnel. */
    private static PathDescriptor outside;

    private final InetSocketAddress address;
    private final TcpForwarder forwarder;

    private TunnelEntrance(InetSocketAddress address, TcpForwarder forwarder) {
        this.address = address;
        this.forwarder = forwarder;
    }

    /** Takes hold of the other end's socket, if there is one, before its folder is deleted. */
    static synchronized void openSocket() throws IOException {
        String path = System.getProperty(SOCKET);
        outside = path == null ? null : PathDescriptor.open(Path.of(path));
    }

    /** Whether this JVM was started with a tunnel. */
    public static synchronized boolean isAvailable() {
        return outside != null;
    }

    /**
     * @param listener bound at the place and port that clients connect to; closed with this
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

    /** Where to connect to instead of the server. */
    public InetSocketAddress address() {
        return address;
    }

    /** Ends every connection. */
    @Override
    public void close() throws IOException {
        forwarder.close();
    }
}
