package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lab.wire.WireFixture.Seen;
import netkit.lab.wire.WireFixture.Observed;

class LossTest {
    private static final int MANY = 50_000;

    private static List<Boolean> losses(String faults, long seed, int packets) {
        WireFixture wire = new WireFixture(seed).set(faults);
        byte[] packet = WireFixture.datagram(5000, 10);
        for (int i = 0; i < packets; i++) {
            wire.offer(packet);
        }
        return wire.all(Observed.ENTERED).stream().map(seen -> seen.has(FaultEffect.Dropped.class)).toList();
    }

    private static List<Integer> bursts(List<Boolean> losses) {
        List<Integer> bursts = new ArrayList<>();
        int length = 0;
        for (boolean lost : losses) {
            if (lost) {
                length++;
            } else if (length > 0) {
                bursts.add(length);
                length = 0;
            }
        }
        return bursts;
    }

    private static double mean(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }

    private static long count(List<Boolean> losses) {
        return losses.stream().filter(lost -> lost).count();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.001, 2", "0.1, 3", "0.5, 4", "0.9, 5", "1, 6"})
    void independentLossDropsAboutTheGivenFraction(double fraction, long seed) {
        long lost = count(losses(new Loss.Independent(fraction).toString(), seed, MANY));
        assertEquals(MANY * fraction, lost, 4 * Math.sqrt(MANY * fraction * (1 - fraction)));
    }

    @Test
    void independentLossHasTheRunLengthOfRandomLoss() {
        assertEquals(1 / 0.9, mean(bursts(losses("loss 10%", 1, MANY))), 0.03);
    }

    @ParameterizedTest
    @CsvSource({"0.02, 5, 1", "0.1, 2, 2", "0.1, 20, 3", "0.3, 3, 4"})
    void burstsHaveTheGivenMeanFractionAndMeanLength(double fraction, double length, long seed) {
        List<Boolean> losses = losses(new Loss.Bursts(fraction, length).toString(), seed, MANY);
        List<Integer> bursts = bursts(losses);
        // lengths are geometric: their variance is length * (length - 1); and fractions vary as the bursts do
        double number = MANY * fraction / length;
        double sigma = Math.sqrt(length * (length - 1) / number);
        assertEquals(length, mean(bursts), 4 * sigma, bursts.size() + " bursts");
        assertEquals(fraction, (double) count(losses) / MANY, 4 * fraction * Math.sqrt(2 / number) * 1.1);
        double ofOne = bursts.stream().filter(burst -> burst == 1).count();
        assertEquals(bursts.size() / length, ofOne, 4 * Math.sqrt(bursts.size() / length), "bursts of one");
    }

    @Test
    void shortFlowsLoseTheSameFractionAsLongOnes() {
        WireFixture wire = new WireFixture().set("loss 20% burst 10");
        int flows = 3_000;
        for (int flow = 0; flow < flows; flow++) {
            byte[] packet = WireFixture.datagram(1 + flow, 10);
            for (int i = 0; i < 5; i++) {
                wire.offer(packet);
            }
        }
        long lost = wire.all(Observed.ENTERED).stream().filter(seen -> seen.has(FaultEffect.Dropped.class))
                .count();
        assertEquals(flows, lost, 4 * 5 * Math.sqrt(flows * 0.2 * 0.8), "a fifth of five from each");
    }

    @Test
    void gilbertElliottModelMatchesItsFourParameters() {
        List<Boolean> losses = losses("loss gemodel 1% 10% 50% 1%", 1, MANY);
        Loss.GilbertElliott model = new Loss.GilbertElliott(0.01, 0.1, 0.5, 0.01);
        assertEquals(0.01 / 0.11, model.bad(), 1e-12);
        assertEquals(0.5 * 0.01 / 0.11 + 0.01 * 0.1 / 0.11, model.mean(), 1e-12);
        assertEquals(model.mean(), (double) count(losses) / MANY, 0.008);
        assertEquals(0, count(losses("loss gemodel 0 0 100% 0", 1, 100)), "it never leaves the good state");
    }

    @Test
    void burstLossIsDistinguishedFromIndependentLoss() {
        WireFixture wire = new WireFixture().set("loss gemodel 10% 30% 100% 5%");
        for (int i = 0; i < 1_000; i++) {
            wire.offer(WireFixture.datagram(5000, 10));
        }
        List<FaultEffect> effects = wire.all(Observed.ENTERED).stream().map(Seen::effects)
                .flatMap(List::stream)
                .toList();
        assertTrue(effects.contains(new FaultEffect.Dropped(DropReason.LOSS)));
        assertTrue(effects.contains(new FaultEffect.Dropped(DropReason.BURST_LOSS)));
    }

    @Test
    void impossibleBurstsAreRejected() {
        assertEquals("bursts of 1 lose at most 50%, not 60%",
                assertThrows(IllegalArgumentException.class, () -> new Loss.Bursts(0.6, 1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Loss.Bursts(0.1, Double.NaN));
        assertEquals(1, new Loss.Bursts(0.5, 1).model().p(), "every second packet");
    }
}
