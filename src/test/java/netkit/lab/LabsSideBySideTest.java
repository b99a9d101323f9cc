package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.namespace.InsideLab;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.WireChange;

/** Tests simultaneous labs in one JVM whose hosts have the same names and addresses. */
@Timeout(90)
@Tag("lab")
class LabsSideBySideTest {
    private static final int LABS = 12;

    @Test
    void eachLabHasItsOwnWire() throws Exception {
        InsideLab.run(LabsSideBySideTest.class, "opened");
    }

    static void opened(String[] arguments) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(LABS)) {
            for (int round = 0; round < 2; round++) {
                List<Future<Long>> all = new ArrayList<>();
                for (int i = 0; i < LABS; i++) {
                    int seed = i;
                    all.add(threads.submit(() -> use(seed)));
                }
                for (Future<Long> dropped : all) {
                    assertEquals(0, dropped.get());
                }
            }
        }
    }

    /** @return the number of packets that the wire dropped */
    private static long use(int seed) throws Exception {
        try (Lab lab = Lab.open(LabTest.TWO, seed)) {
            if (seed % 2 == 0) {
                lab.set(WireChange.parse("alice>bob cut").applyTo(lab.settings()));
                return 0;
            }
            TestbedRules.streamIsEchoedByTheOtherPlace(lab);
            TestbedRules.datagramIsEchoedByTheOtherPlace(lab);
            assertTrue(lab.wire().counts().getFirst().packets() > 0);
            return lab.wire().counts().stream().mapToLong(DirectionCount::totalDropped).sum();
        }
    }
}
