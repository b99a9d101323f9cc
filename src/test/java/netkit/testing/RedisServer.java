package netkit.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** A Redis server for one test class, on a port of its own and without files; it can be killed, started again, and paused. */
public final class RedisServer implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PORTS_TRIED = 5;

    private int port;
    private LiveProcess server;

    /** Skips the test if Debian's package {@code redis-server} is not installed; fails it if {@code CI} is set. */
    public RedisServer() throws IOException, InterruptedException {
        Programs.need("redis-server");
        boolean serves = false;
        for (int tries = 0; !serves && tries < PORTS_TRIED; tries++) {
            // by the time it binds the port, that of another process may be the same
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            serves = tryStart();
        }
        if (!serves) {
            throw new AssertionError("redis-server did not start\n" + server);
        }
    }

    /** Starts it, at first or after {@link #kill}, and waits until it serves. */
    public void start() throws IOException, InterruptedException {
        if (!tryStart()) {
            throw new AssertionError("redis-server did not start\n" + server);
        }
    }

    /** Returns whether it serves; if not, it has ended. */
    private boolean tryStart() throws IOException, InterruptedException {
        server = new LiveProcess(new ProcessBuilder("redis-server", "--port", "" + port, "--bind",
                "127.0.0.1",
                "--save", "", "--appendonly", "no", "--dir", Path.of("target").toAbsolutePath().toString()));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (server.isAlive() && System.nanoTime() < deadline) {
            if (isReachable()) {
                return true;
            }
            Thread.sleep(Duration.ofMillis(20));
        }
        server.close();
        return false;
    }

    private boolean isReachable() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it at once. */
    public void kill() {
        server.close();
    }

    /** Stops it in the middle of whatever it does, until {@link #resume}: its connections stay open. */
    public void pause() throws IOException, InterruptedException {
        server.signal("STOP");
    }

    public void resume() throws IOException, InterruptedException {
        server.signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }
}
