package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

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
}
