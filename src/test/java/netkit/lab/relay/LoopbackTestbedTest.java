package netkit.lab.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.TestbedRules;

@Timeout(60)
class LoopbackTestbedTest {
    private final LoopbackTestbed testbed = new LoopbackTestbed(List.of("alice", "bob"));

    @Test
    void streamIsEchoedByTheOtherPlace() throws IOException {
        TestbedRules.streamIsEchoedByTheOtherPlace(testbed);
    }

    @Test
    void datagramIsEchoedByTheOtherPlace() throws Exception {
        TestbedRules.datagramIsEchoedByTheOtherPlace(testbed);
    }

    @Test
    void clearWireIsAccepted() throws IOException {
        TestbedRules.change(testbed, "clear");
        assertEquals("clear", testbed.settings().toString());
        assertTrue(testbed.isIdle());
    }

    @Test
    void faultsAreRefused() {
        IOException refused = assertThrows(IOException.class, () -> TestbedRules.change(testbed, "cut"));
        assertEquals("faults cannot be injected on the loopback address: it has no wire",
                refused.getMessage());
    }
}
