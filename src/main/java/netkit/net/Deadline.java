package netkit.net;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

import javax.net.ssl.SSLSocket;

/**
 * Closes a socket when its time is over, whatever the thread that uses it waits for: the timeout of a socket counts
 * from the last byte, and below TLS a byte that comes now and then prolongs it for ever.
 */
public final class Deadline implements AutoCloseable {
    private final Thread watch;

    /** @param time until {@link #close} has to be called */
    public Deadline(Socket socket, Duration time) {
        watch = Thread.ofVirtual().name("deadline").start(() -> {
            try {
                Thread.sleep(time);
                closeAtOnce(socket);
            } catch (InterruptedException _) {
                // done in time
            }
        });
    }

    /** Done in time. */
    @Override
    public void close() {
        watch.interrupt();
    }

    /** Closes a socket at once, whatever others are doing with it. */
    public static void closeAtOnce(Socket socket) {
        try {
            if (socket instanceof SSLSocket && !socket.isClosed()) {
                socket.setSoLinger(true, 0); // else TLS waits for whoever is writing, to say goodbye after it
            }
            socket.close();
        } catch (IOException _) {
            // nothing more can be done for it
        }
    }
}
