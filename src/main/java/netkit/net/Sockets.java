package netkit.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import javax.net.ssl.SSLSocket;

/** How TCP connections are opened, closed and reset. */
public final class Sockets {
    private static final int DISCARDED_AT_ONCE = 8 * 1024;

    private Sockets() {}

    /**
     * Connects a socket, without Nagle's algorithm (RFC 9293 §3.7.4), so that a message does not wait for the
     * acknowledgement of the one before; closes it if that fails.
     *
     * @return the socket
     * @throws java.net.SocketTimeoutException if the server does not accept in time
     */
    public static Socket connect(Socket socket, InetSocketAddress server, Duration timeout)
            throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(server, (int) timeout.toMillis());
            return socket;
        } catch (IOException | RuntimeException e) {
            closeQuietly(socket);
            throw e;
        }
    }

    /**
     * Returns the exception for a failed {@link #connect}, which names the server.
     *
     * @param question what the user should check, such as {@code is a server running there?}
     */
    public static ConnectException cannotConnect(Endpoint server, IOException cause, String question) {
        ConnectException named = new ConnectException(
                "cannot connect to " + server + ": " + cause.getMessage() + "; " + question);
        named.initCause(cause);
        return named;
    }

    /**
     * Discards what the peer still sends, until it closes its direction: closing a socket with unread input sends a RST,
     * which can destroy what was sent last (RFC 9112 §9.6).
     *
     * @param timeout the socket is closed after this time
     */
    public static void discardInput(Scheduler scheduler, Socket socket, Duration timeout) {
        try (Deadline _ = new Deadline(scheduler, socket, timeout)) {
            socket.setSoTimeout(0);
            byte[] chunk = new byte[DISCARDED_AT_ONCE];
            Turns turns = new Turns();
            int count = socket.getInputStream().read(chunk);
            while (count >= 0) {
                turns.read(count);
                count = socket.getInputStream().read(chunk);
            }
        } catch (IOException _) {
            // the peer had its time, or has reset the connection
        }
    }

    /** Closes a socket or channel that is no longer needed; a failure means that it is closed already. */
    public static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing else can be released
        }
    }

    /** Closes a socket at once, even while other threads are using it. */
    public static void closeAtOnce(Socket socket) {
        if (socket instanceof SSLSocket) {
            reset(socket); // otherwise TLS waits for a writing thread before it sends close_notify
        } else {
            closeQuietly(socket);
        }
    }

    /** Resets a connection: RFC 9293 §3.10.5, ABORT sends a RST, where CLOSE sends a FIN. */
    public static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // it is closed already
        }
        closeQuietly(socket);
    }
}
