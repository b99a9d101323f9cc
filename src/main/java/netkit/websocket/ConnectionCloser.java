package netkit.websocket;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.LongSupplier;

import netkit.net.OutboundQueue;
import netkit.net.Scheduler;
import netkit.net.Sockets;
import netkit.net.StallTimer;

/**
 * The I/O of a closing handshake: sends the close frames that {@link ClosingHandshake} asks for, limits the time for
 * each of its steps, and closes TCP.
 */
final class ConnectionCloser {
    /** Limit for the delivery of the last bytes without progress. */
    static final Duration WRITE_STALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Runnable NO_ACTION = () -> {};

    private final Socket socket;
    private final OutboundQueue queue;
    private final FrameSender sender;
    private final Duration closeTimeout;
    private final Scheduler scheduler;
    /** Guarded by itself; a close frame is queued under the lock under which it is decided. */
    private final ClosingHandshake handshake;

    ConnectionCloser(Role role, Socket socket, OutboundQueue queue, FrameSender sender,
            WebSocketOptions options) {
        this.handshake = new ClosingHandshake(role);
        this.socket = socket;
        this.queue = queue;
        this.sender = sender;
        this.closeTimeout = options.closeTimeout();
        this.scheduler = options.scheduler();
    }

    /**
     * Starts the closing handshake (RFC 6455 §7.1.2).
     *
     * @param discarding whether the frames that wait for the peer are discarded
     * @param heard a count that changes while the peer's close frame may be waited for longer
     * @return false if the connection is closing already
     */
    boolean close(CloseStatus status, boolean discarding, LongSupplier heard) {
        synchronized (handshake) {
            boolean first = handshake.close();
            if (first) {
                StallTimer delivery = failIfStalled("our close frame with " + status.code()
                        + " could not be delivered: the peer read nothing for "
                        + WRITE_STALL_TIMEOUT.toMillis() + " ms");
                sender.close(status, discarding, () -> {
                    delivery.stop();
                    StallTimer.start(scheduler, closeTimeout, heard, () -> fail("our close frame with "
                            + status.code() + " got no reply within " + closeTimeout.toMillis() + " ms"));
                });
            }
            return first;
        }
    }

    /** Sends a close frame as it is, legal or not; returns false when none may be sent any more. */
    boolean close(Frame frame) {
        synchronized (handshake) {
            boolean first = handshake.close();
            if (first) {
                sender.close(frame.encode(), false, NO_ACTION);
            }
            return first;
        }
    }

    /** Takes the peer's close frame, and answers it (RFC 6455 §5.5.1: with the same code). */
    void receive(CloseStatus status) {
        synchronized (handshake) {
            if (handshake.receive(status)) {
                sender.close(new CloseStatus(status.code(), ""), false, NO_ACTION);
            }
        }
    }

    /** RFC 6455 §7.1.7: fails the connection, with a close frame. */
    void fail(CloseStatus status) {
        synchronized (handshake) {
            if (handshake.fail(status)) {
                sender.close(status, false, NO_ACTION);
            }
        }
    }

    /** RFC 6455 §7.1.7: fails the connection at once. Never blocks. */
    void fail(String why) {
        abort(why);
        Thread.ofVirtual().name("fail").start(() -> Sockets.closeAtOnce(socket)); // with TLS, closing may block
    }

    /** Notes that TCP has ended. */
    void abort(String why) {
        synchronized (handshake) {
            handshake.abort(why);
        }
    }

    boolean mayReceive() {
        synchronized (handshake) {
            return handshake.mayReceive();
        }
    }

    CloseStatus result() {
        synchronized (handshake) {
            return handshake.result();
        }
    }

    private StallTimer failIfStalled(String why) {
        return StallTimer.start(scheduler, WRITE_STALL_TIMEOUT, queue::written, () -> fail(why));
    }

    /** Delivers the close frame and waits for the end of the peer's stream: closing earlier could reset the connection. */
    void end() {
        StallTimer stalled = failIfStalled("the peer read nothing");
        try {
            sender.flush();
            queue.close(new byte[0]);
            if (queue.awaitWritten()) {
                if (handshake.closesTcpFirst()) {
                    socket.shutdownOutput();
                }
                Sockets.discardInput(scheduler, socket, closeTimeout); // RFC 6455 §1.4
                socket.close();
            }
        } catch (IOException _) {
            // the peer is gone
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stalled.stop();
        Sockets.closeAtOnce(socket);
    }
}
