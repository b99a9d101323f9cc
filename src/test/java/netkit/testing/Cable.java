package netkit.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What lies between a client and a server, and can be unplugged. */
public final class Cable implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean plugged = true;

    /** @param port of the server, on this machine */
    public Cable(int port) throws IOException {
        this.port = port;
        Thread.ofVirtual().name("cable").start(this::acceptAll);
    }

    /** Where clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections, with RST to both sides, and lets no new ones through. */
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
                // closed, which the loop sees
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
            reset(client); // the server is gone
            reset(server);
            return;
        }
        if (!plugged) {
            cut(); // who came while it was being unplugged or closed, too
        }
        Thread.ofVirtual().name("cable").start(() -> copy(client, server));
        Thread.ofVirtual().name("cable").start(() -> copy(server, client));
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            open.remove(from);
            open.remove(to);
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException _) {
            // it is gone already
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        unplug();
    }
}
