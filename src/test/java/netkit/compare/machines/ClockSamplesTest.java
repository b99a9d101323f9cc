package netkit.compare.machines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;

import netkit.compare.machines.ClockSamples.Estimate;
import netkit.compare.machines.ClockSamples.Sample;

class ClockSamplesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    /** alice's clock less bob's at bob's time 0. */
    private static final long OFFSET = -123 * SECOND;

    private final ClockSamples clocks = new ClockSamples();

    /** An exchange at this time of bob's clock, with these delays of request and reply. */
    private static Sample sample(long at, double drift, long there, long back) {
        long received = at + there + OFFSET + (long) (drift * (at + there));
        long replied = received + 10_000;
        return new Sample(at, received, replied, at + there + 10_000 + back);
    }

    @Test
    void bestRoundTripDecides() {
        clocks.add(sample(0, 0, 9 * MILLI, MILLI));
        clocks.add(sample(SECOND, 0, MILLI, MILLI));
        clocks.add(sample(2 * SECOND, 0, MILLI, 7 * MILLI));

        Estimate estimate = clocks.all().orElseThrow();

        assertEquals(OFFSET, estimate.offset());
        assertEquals(Duration.ofMillis(1), estimate.error());
        assertEquals(5 * SECOND, estimate.toBob(5 * SECOND + OFFSET));
    }

    @Test
    void asymmetricPathIsWrongByNoMoreThanTheStatedError() {
        clocks.add(sample(0, 0, 3 * MILLI, MILLI));

        Estimate estimate = clocks.all().orElseThrow();

        assertEquals(MILLI, estimate.offset() - OFFSET);
        assertEquals(Duration.ofMillis(2), estimate.error());
    }

    @Test
    void driftIsFoundInNoise() {
        Random random = new Random(1);
        double drift = 40e-6;
        for (int i = 0; i < 400; i++) {
            clocks.add(sample(i * SECOND / 4, drift, 100_000 + random.nextInt(30_000),
                    100_000 + random.nextInt(30_000)));
        }

        Estimate estimate = clocks.all().orElseThrow();

        assertEquals(drift, estimate.drift(), 1e-6);
        for (long at : new long[] {0, 50 * SECOND, 100 * SECOND}) {
            long alice = at + OFFSET + (long) (drift * at);
            assertTrue(Math.abs(estimate.toBob(alice) - at) < 50_000, at + ": " + estimate.toBob(alice));
        }
    }

    @Test
    void shortTimeSaysNothingOfTheDrift() {
        for (int i = 0; i < 20; i++) {
            clocks.add(sample(i * MILLI, 0, 100_000 + i * 2_000, 100_000));
        }

        assertEquals(0, clocks.all().orElseThrow().drift());
    }

    @Test
    void clockThatJumpsCannotBeReconciled() {
        for (int i = 0; i < 40; i++) {
            Sample sample = sample(i * SECOND / 4, 0, 100_000, 100_000);
            long jump = i < 20 ? 0 : SECOND;
            clocks.add(new Sample(sample.sent(), sample.received() + jump, sample.replied() + jump,
                    sample.back()));
        }

        assertTrue(clocks.all().isEmpty());
        assertTrue(clocks.between(0, 4 * SECOND).isPresent(), "before the jump they agree");
    }

    @Test
    void withoutSamplesThereIsNoEstimate() {
        assertTrue(clocks.all().isEmpty());
    }
}
