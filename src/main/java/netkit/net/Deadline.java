package netkit.net;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

import javax.net.ssl.SSLSocket;

/**
 * A deadline that closes a socket. A socket's own timeout restarts with each byte received, so below TLS a peer that
 * sends a byte now and then would extend it forever.
 */
public final class Deadline implements AutoCloseable {
    private final Thread watch;

    /** @param time the socket is closed unless {@link #close} is called within this time */
    public Deadline(Socket socket, Duration time) {
        watch = Thread.ofVirtual().name("deadline").start(() -> {
            try {
                Thread.sleep(time);
                closeAtOnce(socket);
            } catch (InterruptedException _) {
                // cancelled
            }
        });
    }

    /** Cancels the deadline. */
    @Override
    public void close() {
        watch.interrupt();
    }

    /** Closes a socket at once, even while other threads are using it. */
    public static void closeAtOnce(Socket socket) {
        try {
            if (socket instanceof SSLSocket && !socket.isClosed()) {
                socket.setSoLinger(true, 0); // otherwise TLS waits for a writing thread before it sends close_notify
            }
            socket.close();
        } catch (IOException _) {
            // it cannot be closed any better
        }
    }
}
