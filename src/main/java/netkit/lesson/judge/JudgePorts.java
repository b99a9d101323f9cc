package netkit.lesson.judge;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private JudgePorts() {}

    /**
     * Returns a port at which nothing listens on 127.0.0.1.
     *
     * @throws BindException if there is none
     */
    static int next() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return probe.getLocalPort();
            } catch (BindException _) {
                // in use: the next one
            }
        }
        throw new BindException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }
}
