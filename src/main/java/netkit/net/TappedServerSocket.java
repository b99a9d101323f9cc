package netkit.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;

/** A server's socket whose connections show a {@link SocketTap} what passes. */
final class TappedServerSocket extends ServerSocket {
    private final SocketTap tap;

    TappedServerSocket(SocketTap tap) throws IOException {
        this.tap = tap;
    }

    @Override
    public void bind(SocketAddress endpoint, int backlog) throws IOException {
        boolean isKnown = endpoint instanceof InetSocketAddress address && address.getPort() != 0;
        if (isKnown) {
            tap.opening(SocketTap.Transport.TCP, (InetSocketAddress) endpoint);
        }
        super.bind(endpoint, backlog);
        if (!isKnown) {
            tap.opening(SocketTap.Transport.TCP, (InetSocketAddress) getLocalSocketAddress());
        }
    }

    @Override
    public Socket accept() throws IOException {
        TappedSocket socket = new TappedSocket(tap);
        implAccept(socket);
        socket.accepted();
        return socket;
    }
}
