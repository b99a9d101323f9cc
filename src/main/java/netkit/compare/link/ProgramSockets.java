package netkit.compare.link;

import java.io.IOException;
import java.net.Socket;

import javax.net.SocketFactory;

import netkit.net.Sockets;
import netkit.net.UnconnectedSocketFactory;

/**
 * The sockets of a program that has one connection at a time, so that a trial can close or reset them as the system does:
 * when the program is killed, and when its connection is reset.
 */
final class ProgramSockets extends UnconnectedSocketFactory {
    private final SocketFactory source;
    private Socket last;
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
                last = socket;
                return socket;
            }
        }
        socket.close();
        throw new IOException("the program has ended");
    }

    /** Resets the current connection, if there is one. */
    synchronized void reset() {
        if (last != null) {
            Sockets.reset(last);
            last = null;
        }
    }

    /** Closes the current connection, as the system does, and opens no other. */
    synchronized void close() {
        closed = true;
        if (last != null) {
            Sockets.closeQuietly(last);
            last = null;
        }
    }
}
