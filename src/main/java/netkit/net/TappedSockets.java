package netkit.net;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.Optional;

import javax.net.SocketFactory;

/**
 * Where netkit's servers and clients get their sockets from: Java's usual ones, or ones that show a {@link SocketTap} all
 * that passes. A tap sees TLS as its encrypted bytes. There is one for the process, as there is one command line.
 */
public final class TappedSockets {
    private static final SocketFactory FACTORY = new UnconnectedSocketFactory() {
        @Override
        public Socket createSocket() {
            SocketTap current = tap;
            return current == null ? new Socket() : new TappedSocket(current);
        }
    };

    private static volatile SocketTap tap;

    private TappedSockets() {}

    /** @param next sees the sockets that are created from now on; null for none */
    public static void install(SocketTap next) {
        tap = next;
    }

    /** Returns what sees the sockets; empty if nothing does. */
    public static Optional<SocketTap> tap() {
        return Optional.ofNullable(tap);
    }

    /** Returns the factory of the sockets of clients. */
    public static SocketFactory factory() {
        return FACTORY;
    }

    /** Returns the socket of a server, which is not bound. */
    public static ServerSocket serverSocket() throws IOException {
        SocketTap current = tap;
        return current == null ? new ServerSocket() : new TappedServerSocket(current);
    }

    /** Returns the time as nanoseconds since 1970. */
    static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
}
