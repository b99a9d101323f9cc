package netkit.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP forwarder between a client and a server that can be unplugged. */
public final class Cable implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final int port;
    private final long most;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean plugged = true;

    /** @param port the server's port on this machine */
    public Cable(int port) throws IOException {
        this(port, Long.MAX_VALUE);
    }

    /** @param most bytes that the server can send on a connection before it is reset on both sides */
    public Cable(int port, long most) throws IOException {
        this.port = port;
        this.most = most;
        Thread.ofVirtual().name("cable").start(this::acceptAll);
    }

    /** Returns the port for clients. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Resets all connections on both sides, and refuses new ones. */
    public void unplug() {
        plugged = false;
        cut();
    }

    public void plug() {
        plugged = true;
    }

    private void cut() {
        for (Socket socket : Set.copyOf(open)) {
            open.remove(socket);
            reset(socket);
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                pass(listener.accept());
            } catch (IOException _) {
                // closed: ends the loop
            }
        }
    }

    private void pass(Socket client) {
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException _) {
            open.remove(client);
            open.remove(server);
            reset(client); // the server refused the connection
            reset(server);
            return;
        }
        if (!plugged) {
            cut(); // also a client accepted while the cable was being unplugged or closed
        }
        Thread.ofVirtual().name("cable").start(() -> copy(client, server, Long.MAX_VALUE));
        Thread.ofVirtual().name("cable").start(() -> copy(server, client, most));
    }

    private void copy(Socket from, Socket to, long bytes) {
        try {
            byte[] buffer = new byte[8_192];
            long left = bytes;
            for (int n = read(from, buffer, left); n >= 0; n = read(from, buffer, left)) {
                to.getOutputStream().write(buffer, 0, n);
                left -= n;
            }
            to.shutdownOutput();
        } catch (IOException _) {
            open.remove(from);
            open.remove(to);
            reset(from);
            reset(to);
        }
    }

    private static int read(Socket from, byte[] buffer, long most) throws IOException {
        if (most == 0) {
            throw new IOException("the cable breaks");
        }
        return from.getInputStream().read(buffer, 0, (int) Math.min(most, buffer.length));
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException _) {
            // already closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        unplug();
    }
}
