package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

class JudgePortsTest {
    @Test
    void portIsHandedOutOnceThoughNothingListensYet() throws Exception {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            int port = JudgePorts.next();
            assertTrue(port >= 20_000 && port < 32_000, "port " + port);
            ports.add(port);
        }
        assertEquals(500, ports.size());
    }

    @Test
    void portAtWhichAProgramListensIsPassedOver() throws Exception {
        int after = JudgePorts.next() + 1;
        try (ServerSocket taken = new ServerSocket(after, 1, InetAddress.getByName("127.0.0.1"))) {
            assertNotEquals(taken.getLocalPort(), JudgePorts.next());
        } catch (BindException _) {
            // the machine uses it already, which is the same case
            assertNotEquals(after, JudgePorts.next());
        }
    }

    /** A process inherits what is open while it is being started, and holds it until its program begins. */
    @Test
    void portCanBeBoundWhileProcessesAreBeingStarted() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService starter = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> starting = starter.submit(() -> {
                while (!over.get()) {
                    new ProcessBuilder("true").start().waitFor();
                }
                return null;
            });
            try {
                for (int i = 0; i < 2000; i++) {
                    try (ServerSocket judge = JudgePorts.listen(1000, 1);
                            ServerSocket program = JudgePorts.listen("127.0.0.1", JudgePorts.next(), 1000,
                                    1)) {
                        assertNotEquals(judge.getLocalPort(), program.getLocalPort());
                    }
                }
            } finally {
                over.set(true);
            }
            starting.get();
        }
    }
}
