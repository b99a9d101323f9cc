package netkit.chat;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.SocketFactory;

import netkit.net.Endpoint;

/**
 * The client's end of a TCP connection. It deals in chunks, which is what {@code read()} returns: TCP carries a stream
 * of bytes and knows nothing of lines, so a chunk may hold half a line or ten.
 */
public final class ChatClient implements Closeable {
    /** Takes what one call of {@code read()} returned, or what one {@code write()} is given; valid during the call only. */
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
     * @throws ConnectException when nobody answers there, with a line that says what to do
     */
    public static ChatClient connect(Endpoint server) throws IOException {
        return connect(server, SocketFactory.getDefault(), CONNECT_TIMEOUT);
    }

    /**
     * As {@link #connect(Endpoint)}, with a socket from there.
     *
     * @param timeout how long connecting may take
     */
    public static ChatClient connect(Endpoint server, SocketFactory sockets, Duration timeout)
            throws IOException {
        InetSocketAddress address = server.resolve();
        Socket socket = sockets.createSocket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) timeout.toMillis());
            return new ChatClient(socket);
        } catch (ConnectException | SocketTimeoutException e) {
            socket.close();
            throw (ConnectException) new ConnectException(
                    "cannot connect to " + server + ": " + e.getMessage()
                            + "; is a server running there?")
                    .initCause(e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Has each write told to someone, right before it. */
    public void onSending(Chunks observer) {
        onSending = observer;
    }

    public synchronized void send(byte[] bytes, int count) throws IOException {
        onSending.chunk(bytes, count); // before: the answer may come, and end it all, at once
        socket.getOutputStream().write(bytes, 0, count);
    }

    /** Sends all of a stream as it comes, and then says that nothing follows. */
    public void sendAll(InputStream in) throws IOException {
        byte[] chunk = new byte[READ_SIZE];
        int count = in.read(chunk);
        while (count >= 0) {
            send(chunk, count);
            count = in.read(chunk);
        }
        finishSending();
    }

    /** Closes our direction only; what the server still has for us can be received. */
    public void finishSending() throws IOException {
        if (!socket.isClosed()) {
            socket.shutdownOutput();
        }
    }

    /** Hands on each chunk until the server says that nothing follows. */
    public void receiveAll(Chunks onReceived) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[READ_SIZE];
        int count = in.read(chunk);
        while (count >= 0) {
            onReceived.chunk(chunk, count);
            count = in.read(chunk);
        }
    }

    /** As {@link #receiveAll(Chunks)}, into a stream that is flushed after each chunk. */
    public void receiveAll(OutputStream out) throws IOException {
        receiveAll((bytes, count) -> {
            out.write(bytes, 0, count);
            out.flush();
        });
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
