package netkit.compare.machines;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

import netkit.net.Endpoint;
import netkit.net.Scheduler;
import netkit.net.Sockets;

/** A TCP connection of control lines, each ended by a line feed. Any thread may write; one reads. */
final class ControlConnection implements Closeable {
    private static final int BUFFER = 64 * 1024;
    /** How long a last line may take to be written. */
    private static final Duration LAST_LINE = Duration.ofSeconds(1);

    private final Socket socket;
    private final InputStream in;
    private final ReentrantLock writing = new ReentrantLock();
    private byte[] line = new byte[256];
    private volatile long receivedAt;

    ControlConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true); // a line must not wait for an earlier one's ACK
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    Endpoint peer() {
        return Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
    }

    InetAddress peerAddress() {
        return socket.getInetAddress();
    }

    InetAddress ownAddress() {
        return socket.getLocalAddress();
    }

    /** @param silence longest time without a byte; zero for no limit */
    void setTimeout(Duration silence) throws IOException {
        socket.setSoTimeout((int) silence.toMillis());
    }

    /**
     * Reads a line.
     *
     * @param max bytes, without the line feed
     * @throws EOFException if the other end has closed the connection
     * @throws ControlException if it is longer, or not one of the protocol
     */
    ControlLine read(int max) throws IOException {
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (length == max) {
                throw new ControlException("a line has more than " + max + " bytes");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, Math.min(2 * length, max));
            }
            line[length++] = (byte) next;
        }
        receivedAt = System.nanoTime();
        return ControlLine.parse(new String(line, 0, length, StandardCharsets.UTF_8));
    }

    /** Returns the {@link System#nanoTime} at which the last line was read. */
    long receivedAt() {
        return receivedAt;
    }

    void write(ControlLine written) throws IOException {
        byte[] bytes = (written + "\n").getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            socket.getOutputStream().write(bytes);
        } finally {
            writing.unlock();
        }
    }

    /** Writes a last line if the other end reads it, and closes the connection. Returns soon. */
    void end(ControlLine last) {
        Scheduler.Timer cut = Scheduler.SYSTEM.after(LAST_LINE, () -> Sockets.closeQuietly(socket));
        try {
            write(last);
            socket.shutdownOutput();
            Sockets.discardInput(Scheduler.SYSTEM, socket, LAST_LINE); // else a reset may overtake the line
        } catch (IOException _) {
            // it is gone
        } finally {
            cut.cancel();
            close();
        }
    }

    @Override
    public void close() {
        Sockets.closeQuietly(socket);
    }
}
