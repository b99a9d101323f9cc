package netkit.net;

import java.net.Socket;
import java.time.Duration;

/**
 * A deadline that closes a socket. A socket's own timeout restarts with each byte received, so below TLS a peer that
 * sends a byte now and then would extend it forever.
 */
public final class Deadline implements AutoCloseable {
    private final Scheduler.Timer timer;

    /** @param time the socket is closed unless {@link #close} is called within this time */
    public Deadline(Socket socket, Duration time) {
        this(Scheduler.SYSTEM, socket, time);
    }

    public Deadline(Scheduler scheduler, Socket socket, Duration time) {
        timer = scheduler.after(time,
                () -> Thread.ofVirtual().name("deadline").start(() -> Sockets.closeAtOnce(socket)));
    }

    /** Cancels the deadline. */
    @Override
    public void close() {
        timer.cancel();
    }
}
