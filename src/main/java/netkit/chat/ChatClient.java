package netkit.chat;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.SocketFactory;

import netkit.net.Endpoint;
import netkit.net.Sockets;
import netkit.net.TappedSockets;
import netkit.net.TcpDelivery;

/**
 * A client of a TCP server. It passes on chunks, as {@code read()} returns them: TCP carries a stream of bytes without
 * boundaries, so a chunk may hold half a line or ten.
 */
public final class ChatClient implements Closeable {
    /** Receives the bytes of one {@code read()} or {@code write()}; they are valid during the call only. */
    @FunctionalInterface
    public interface Chunks {
        void chunk(byte[] bytes, int count) throws IOException;
    }

    private static final int READ_SIZE = 8 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Socket socket;
    private volatile Chunks onSending = (_, _) -> {};

    private ChatClient(Socket socket) {
        this.socket = socket;
    }

    /**
     * Connects with the default timeout.
     *
     * @throws ConnectException if the server cannot be reached, with a message that says what to do
     */
    public static ChatClient connect(Endpoint server) throws IOException {
        return connect(server, TappedSockets.factory(), CONNECT_TIMEOUT);
    }

    /**
     * Connects with a socket from a factory.
     *
     * @param timeout for connecting
     */
    public static ChatClient connect(Endpoint server, SocketFactory sockets, Duration timeout)
            throws IOException {
        InetSocketAddress address = server.resolve();
        try {
            return new ChatClient(Sockets.connect(sockets.createSocket(), address, timeout));
        } catch (ConnectException | SocketTimeoutException e) {
            throw Sockets.cannotConnect(server, e, "is a server running there?");
        }
    }

    /** Sets an observer, called before each write. */
    public void onSending(Chunks observer) {
        onSending = observer;
    }

    public synchronized void send(byte[] bytes, int count) throws IOException {
        onSending.chunk(bytes, count); // before the write, since the reply may arrive at once
        socket.getOutputStream().write(bytes, 0, count);
    }

    /** Returns what the kernel knows of what was sent. */
    public TcpDelivery delivery() {
        return TcpDelivery.of(socket);
    }

    /** Closes the sending direction; what the server still sends can be received. */
    public void finishSending() throws IOException {
        if (!socket.isClosed()) {
            socket.shutdownOutput();
        }
    }

    /** Passes on each chunk until the server closes its direction. */
    public void receiveAll(Chunks onReceived) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[READ_SIZE];
        int count = in.read(chunk);
        while (count >= 0) {
            onReceived.chunk(chunk, count);
            count = in.read(chunk);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
