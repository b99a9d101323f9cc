package netkit.lab.namespace;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The carrier threads of virtual threads, started outside all hosts. A kernel thread inherits the namespace of the
 * thread that starts it: if a host's thread started the carriers, all virtual threads would run in that host's network.
 */
public final class CarrierThreads {
    /** Shorter than the 30 seconds after which the scheduler ends idle carriers. */
    private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(5);
    private static boolean started;

    private CarrierThreads() {}

    /** Starts all carriers, once for all labs of this JVM and before it creates a host. */
    public static synchronized void prestart() throws IOException, InterruptedException {
        if (started) {
            return;
        }
        int count = Integer.getInteger("jdk.virtualThreadScheduler.parallelism",
                Runtime.getRuntime().availableProcessors());
        CountDownLatch running = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Thread.ofVirtual().name("carrier " + i).start(() -> {
                running.countDown();
                while (running.getCount() > 0) { // occupies its carrier until all others are running
                    Thread.onSpinWait();
                }
            });
        }
        running.await();
        Thread.ofVirtual().name("carrier keep-alive").start(CarrierThreads::keepAlive);
        startSocketPoller();
        started = true;
    }

    private static void keepAlive() {
        try {
            while (true) {
                Thread.sleep(KEEP_ALIVE_INTERVAL);
            }
        } catch (InterruptedException _) {
            // never interrupted
        }
    }

    /** Starts the JDK's poller thread for sockets, which it creates when a virtual thread first blocks on a socket. */
    private static void startSocketPoller() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    accepted.getInputStream().read();
                } catch (IOException _) {
                    // closed
                }
            });
            while (reader.getState() != Thread.State.WAITING && reader.isAlive()) {
                Thread.sleep(1);
            }
            client.shutdownOutput(); // ends the reader's stream
            reader.join();
        }
    }
}
