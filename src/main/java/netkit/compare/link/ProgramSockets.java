package netkit.compare.link;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

import javax.net.SocketFactory;

import netkit.net.Sockets;
import netkit.net.UnconnectedSocketFactory;

/**
 * The sockets of a program, so that a trial can close or reset them as the system does: when the program is killed, and
 * when its connections are reset.
 */
final class ProgramSockets extends UnconnectedSocketFactory {
    private final SocketFactory source;
    /** Those that may be open. */
    private final List<Socket> sockets = new ArrayList<>();
    private boolean closed;

    ProgramSockets(SocketFactory source) {
        this.source = source;
    }

    /** @throws IOException if they are closed */
    @Override
    public Socket createSocket() throws IOException {
        Socket socket = source.createSocket(); // not under the lock: it may take a while
        synchronized (this) {
            if (!closed) {
                sockets.removeIf(Socket::isClosed);
                sockets.add(socket);
                return socket;
            }
        }
        socket.close();
        throw new IOException("the program has ended");
    }

    /** Resets the open connections. */
    synchronized void reset() {
        sockets.forEach(Sockets::reset);
        sockets.clear();
    }

    /** Closes the open connections, as the system does, and opens no other. */
    synchronized void close() {
        closed = true;
        sockets.forEach(Sockets::closeQuietly);
        sockets.clear();
    }
}
