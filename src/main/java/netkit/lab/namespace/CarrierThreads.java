package netkit.lab.namespace;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Has the threads that carry virtual threads be born outside the hosts. A thread of the kernel begins in the namespace
 * of the one that starts it; were the first virtual threads started by a host's thread, those of all others would run
 * in that host's network.
 */
public final class CarrierThreads {
    /** Less than the half minute after which an idle pool lets its threads go. */
    private static final Duration CYCLE = Duration.ofSeconds(5);
    private static boolean started;

    private CarrierThreads() {}

    /** Once for all labs of this JVM, before it has any host. */
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
                while (running.getCount() > 0) { // holds its carrier until all the others have one, too
                    Thread.onSpinWait();
                }
            });
        }
        running.await();
        Thread.ofVirtual().name("carriers stay").start(CarrierThreads::stay);
        waitForASocket();
        started = true;
    }

    private static void stay() {
        try {
            while (true) {
                Thread.sleep(CYCLE);
            }
        } catch (InterruptedException _) {
            // nobody does
        }
    }

    /** The JDK starts the thread that waits for the sockets of virtual threads when the first of them waits. */
    private static void waitForASocket() throws IOException, InterruptedException {
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
            client.shutdownOutput(); // the end of the stream, which the reader waits for
            reader.join();
        }
    }
}
