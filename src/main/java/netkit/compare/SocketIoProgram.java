package netkit.compare;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import netkit.engineio.EngineClientOptions;
import netkit.engineio.Transport;
import netkit.net.SocketSource;
import netkit.socketio.Ack;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.Packet;
import netkit.socketio.PacketTrace;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.socketio.SocketIoServer;

/**
 * A Socket.IO client that hears messages, until it is killed. While it is away it keeps what it is and what it has heard
 * but not taken in: it has only lost its network.
 */
final class SocketIoProgram {
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);
    /** How long an attempt to connect may take, for its parts each: one lost packet or two are made good in that. */
    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    /** A client sees at once that its socket is closed. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private record Heard(byte[] message, Ack ack) {}

    private final ProgramSockets sockets;
    private final SocketIoClient client;
    private final ClientSideSocket socket;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean here;
    private volatile boolean killed;

    // All that follows is guarded by this.
    private Inbox inbox;
    private final Deque<Heard> heard = new ArrayDeque<>();
    /** Those that the inbox was silent about: they are for the next, if there is one. */
    private final Deque<Heard> untaken = new ArrayDeque<>();

    /** @param server {@code http://HOST:PORT} */
    SocketIoProgram(URI server, SocketSource source) {
        sockets = new ProgramSockets(source);
        EngineClientOptions engine = EngineClientOptions.DEFAULT.withPath(SocketIoServer.PATH)
                .withTransports(Transport.WEBSOCKET).withSockets(sockets).withTimeout(ATTEMPT);
        client = new SocketIoClient(server, new SocketIoClientOptions(engine, true, Integer.MAX_VALUE,
                BETWEEN_ATTEMPTS, BETWEEN_ATTEMPTS, 0, new Random(0), PacketTrace.NONE));
        socket = client.of(Packet.MAIN)
                .on(SocketIoLink.MESSAGE, (_, args, ack) -> hear(new Heard(
                        args.text(0).getBytes(StandardCharsets.US_ASCII), ack)))
                .on(SocketIoLink.END, (_, _, _) -> end());
    }

    /** Starts it, or brings it back. */
    void start(Inbox next) {
        synchronized (this) {
            inbox = next;
            untaken.addAll(heard);
            heard.clear();
            heard.addAll(untaken);
            untaken.clear();
        }
        here = true;
        sockets.reopen();
        socket.connect(); // it does so by itself, but for the first time
        Thread.ofVirtual().name("handle what was heard before").start(this::takeIn);
    }

    void awaitConnected(Duration atMost) throws IOException, InterruptedException {
        socket.awaitConnected(atMost);
    }

    private synchronized void hear(Heard message) {
        heard.add(message);
        takeIn();
    }

    private synchronized void takeIn() {
        while (!heard.isEmpty() && !killed) {
            Heard next = heard.remove();
            switch (inbox.take(next.message, 0, next.message.length, true)) {
                case ACKNOWLEDGE -> next.ack.send();
                case SILENCE -> untaken.add(next);
            }
        }
    }

    private synchronized void end() {
        takeIn();
        ended.countDown();
    }

    /** Its network is gone, and so is its connection. */
    void leave() {
        here = false;
        sockets.close();
        long deadline = System.nanoTime() + AT_ONCE.toNanos();
        try {
            while (socket.connected() && System.nanoTime() - deadline < 0) {
                Thread.sleep(1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its connection is closed by the system, and it does and says nothing more. */
    void kill() {
        here = false;
        killed = true;
        sockets.close();
        client.close();
    }

    /** Its connection is reset; it connects again by itself. */
    void reset() {
        sockets.reset();
    }

    boolean isHere() {
        return here;
    }

    /** Waits for the end of all. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
