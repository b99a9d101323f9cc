package netkit.lesson.judge;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ports of the judge's checks, each handed out once in a round of some twelve thousand, so that programs that are
 * judged side by side never get the same one. They are below those that systems give to clients (Linux: 32768 to 60999;
 * others: 49152 to 65535, RFC 6335 §6), so that no connection takes one before the program listens.
 */
final class JudgePorts {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    /** Milliseconds. */
    private static final int PROBE_TIMEOUT = 1000;
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private JudgePorts() {}

    /**
     * Returns a port at which nothing accepts connections on 127.0.0.1, for a program that is to listen there. It is not
     * tried by listening: a process that is being started at that moment would inherit the socket, and hold the port for
     * some milliseconds more.
     *
     * @throws BindException if there is none
     */
    static int next() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = number();
            if (!accepts(port)) {
                return port;
            }
        }
        throw noneFree();
    }

    /**
     * Returns a socket that listens on such a port of 127.0.0.1.
     *
     * @param receiveBuffer bytes, for each connection
     * @throws BindException if no port is free
     */
    static ServerSocket listen(int receiveBuffer, int backlog) throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            try {
                return listen("127.0.0.1", number(), receiveBuffer, backlog);
            } catch (BindException _) {
                // in use: the next one
            }
        }
        throw noneFree();
    }

    /** Returns a socket that listens at this address. */
    static ServerSocket listen(String host, int port, int receiveBuffer, int backlog) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReceiveBufferSize(receiveBuffer);
            listener.bind(new InetSocketAddress(InetAddress.getByName(host), port), backlog);
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    private static int number() {
        return FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
    }

    private static boolean accepts(int port) throws IOException {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), PROBE_TIMEOUT);
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (SocketTimeoutException _) {
            return true; // a full backlog
        }
    }

    private static BindException noneFree() {
        return new BindException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }
}
