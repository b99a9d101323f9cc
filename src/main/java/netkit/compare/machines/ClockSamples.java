package netkit.compare.machines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The exchanges from which the clocks of two machines are reconciled, as by NTP (RFC 5905 §8): of four times, two by each
 * clock, the offset is known to within half of the round trip, so the exchanges with the shortest round trips count.
 * Thread-safe.
 */
public final class ClockSamples {
    /**
     * An exchange; nanoseconds of {@link System#nanoTime}.
     *
     * @param sent when bob's machine asked, by its clock
     * @param received when alice's received that, by hers
     * @param replied when she replied, by hers
     * @param back when the reply came, by bob's
     */
    record Sample(long sent, long received, long replied, long back) {
        long roundTrip() {
            return Math.max(0, back - sent - (replied - received));
        }

        /** Returns alice's clock less bob's, if both ways took the same time. */
        long offset() {
            return (received - sent) / 2 + (replied - back) / 2;
        }

        long middle() {
            return sent / 2 + back / 2;
        }
    }

    /**
     * How alice's clock follows from bob's.
     *
     * @param at a time by bob's clock
     * @param offset alice's clock less bob's at that time, nanoseconds
     * @param drift by how much alice's clock is faster than bob's
     * @param error half of the best round trip
     */
    public record Estimate(long at, long offset, double drift, Duration error) {
        /** Returns the time by bob's clock of a time by alice's. */
        public long toBob(long alice) {
            long near = alice - offset;
            return near - (long) (drift * (near - at));
        }
    }

    /** A clock that keeps time is less far off, and NTP adjusts it by no more (MAXFREQ in RFC 5905, A.2). */
    static final double MAX_DRIFT = 500e-6;
    /** What a sample may have above the best round trip: a part of it, and a little for the machines. */
    private static final double NEAR_THE_BEST = 1.1;
    private static final long NEAR_NANOS = 50_000;
    /** Over a shorter time the noise of the samples is more than any drift. */
    private static final long MIN_SPAN_NANOS = 5_000_000_000L;
    private static final int MIN_SAMPLES = 8;
    private static final int MAX_SAMPLES = 10_000;

    private final List<Sample> samples = new ArrayList<>();

    synchronized void add(Sample sample) {
        if (samples.size() == MAX_SAMPLES) {
            samples.removeFirst();
        }
        samples.add(sample);
    }

    /** Returns the estimate from all samples; see {@link #between}. */
    public Optional<Estimate> all() {
        return between(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /**
     * Returns the estimate from the samples that were asked for between two times by bob's clock. Empty if there are none,
     * or if they contradict each other: a clock that is set, or a machine that was suspended, in the meantime.
     */
    public synchronized Optional<Estimate> between(long from, long to) {
        List<Sample> all = samples.stream().filter(one -> one.sent >= from && one.sent <= to).toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        long best = all.stream().mapToLong(Sample::roundTrip).min().getAsLong();
        List<Sample> good = all.stream()
                .filter(one -> one.roundTrip() <= best * NEAR_THE_BEST + NEAR_NANOS).toList();
        Estimate estimate = line(good, best);
        return all.stream().allMatch(one -> agrees(estimate, one)) ? Optional.of(estimate) : Optional.empty();
    }

    private static Estimate line(List<Sample> good, long best) {
        long origin = good.getFirst().middle();
        long base = good.getFirst().offset();
        double meanTime = good.stream().mapToDouble(one -> one.middle() - origin).average().orElse(0);
        double meanOffset = good.stream().mapToDouble(one -> one.offset() - base).average().orElse(0);
        double above = 0;
        double below = 0;
        for (Sample one : good) {
            double time = one.middle() - origin - meanTime;
            above += time * (one.offset() - base - meanOffset);
            below += time * time;
        }
        long span = good.getLast().middle() - origin;
        double drift = good.size() < MIN_SAMPLES || span < MIN_SPAN_NANOS ? 0
                : Math.clamp(above / below, -MAX_DRIFT, MAX_DRIFT);
        return new Estimate(origin + (long) meanTime, base + Math.round(meanOffset), drift,
                Duration.ofNanos(best / 2));
    }

    /** A sample's true offset is within half of its round trip, and the estimate within half of the best. */
    private static boolean agrees(Estimate estimate, Sample sample) {
        double expected = estimate.offset + estimate.drift * (sample.middle() - estimate.at);
        double unknownDrift = estimate.drift == 0 ? MAX_DRIFT * Math.abs(sample.middle() - estimate.at) : 0;
        return Math.abs(sample.offset() - expected) <= sample.roundTrip() / 2.0 + estimate.error.toNanos()
                + unknownDrift + NEAR_NANOS;
    }
}
