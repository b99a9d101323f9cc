package netkit.compare.link;

import java.io.IOException;
import java.net.Socket;

import javax.net.SocketFactory;

import netkit.net.UnconnectedSocketFactory;

/**
 * The sockets of a program that has one connection at a time, so that a trial can close or reset them as the system does:
 * when the program is killed, when its network is down for a while, when its connection is reset.
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
        throw new IOException("the program has no network");
    }

    /** Resets the current connection, if there is one. */
    synchronized void reset() {
        if (last != null) {
            try {
                last.setSoLinger(true, 0); // RFC 9293 §3.10.5: ABORT sends a RST, where CLOSE sends a FIN
            } catch (IOException _) {
                // it is closed already
            }
            closeLast();
        }
    }

    /** Closes the current connection, as the system does, and opens none until {@link #reopen}. */
    synchronized void close() {
        closed = true;
        closeLast();
    }

    private void closeLast() {
        if (last != null) {
            try {
                last.close();
            } catch (IOException _) {
                // it is closed already
            }
            last = null;
        }
    }

    synchronized void reopen() {
        closed = false;
    }
}
