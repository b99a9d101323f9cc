package netkit.lab.wire;

import static netkit.lab.wire.WireFixture.MILLI;
import static netkit.lab.wire.WireFixture.datagramOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.lab.wire.WireFixture.Observed;

class RateLimitedQueueTest {
    /** Has a serialization time of 1.2 ms at 10 mbit. */
    private static final byte[] PACKET = datagramOf(1500);

    @Test
    void serializationTimeIsSizeOverRate() {
        WireFixture wire = new WireFixture().set("rate 10mbit").offer(PACKET);
        assertEquals(List.of(1_200_000L), wire.untilIdle().arrivalTimes());
        wire.offer(datagramOf(125));
        assertEquals(List.of(1_200_000L, 1_300_000L), wire.untilIdle().arrivalTimes(),
                "the line was idle");
    }

    @Test
    void offeredAtTwiceTheRateHalfIsDroppedAndHalfDelivered() {
        WireFixture wire = new WireFixture().set("rate 10mbit queue 64k");
        for (int i = 0; i < 10_000; i++) {
            wire.offer(PACKET);
            wire.until(wire.now() + 600_000);
        }
        double seconds = wire.now() / 1e9;
        DirectionCount count = wire.count();
        assertEquals(10e6, count.deliveredBytes() * 8 / seconds, 1500 * 8);
        assertEquals(5_000, count.dropped().get(DropReason.QUEUE_FULL), 50);

        List<Long> times = wire.arrivalTimes();
        List<Long> numbers = wire.arrivedNumbers();
        long longest = 0;
        for (int i = 0; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - numbers.get(i) * 600_000);
        }
        assertEquals(65_536 * 8 / 10e6 * 1e3 * MILLI, longest, 1_200_000,
                "a full queue of 64k at 10 mbit: 52 ms");
    }

    @Test
    void packetLimitIncludesThePacketBeingSent() {
        WireFixture wire = new WireFixture().set("rate 10mbit queue 3 packets").offer(PACKET, PACKET, PACKET,
                PACKET);
        assertEquals(List.of(new FaultEffect.Dropped(DropReason.QUEUE_FULL)), wire.lastEffects());
        wire.until(1_200_000).offer(PACKET, PACKET);
        assertEquals(List.of(0L, 1L, 2L, 4L), wire.untilIdle().arrivedNumbers());
    }

    @Test
    void byteLimitAdmitsWhatFits() {
        WireFixture wire = new WireFixture().set("rate 10mbit queue 3000b").offer(PACKET, datagramOf(1000),
                PACKET,
                datagramOf(500), datagramOf(100));
        assertEquals(List.of(0L, 1L, 3L), wire.untilIdle().arrivedNumbers());
    }

    @Test
    void idleLineAdmitsAPacketLargerThanTheQueue() {
        WireFixture wire = new WireFixture().set("rate 10mbit queue 100b").offer(PACKET, PACKET);
        assertEquals(List.of(0L), wire.untilIdle().arrivedNumbers());
    }

    @Test
    void fullQueueAdmitsNoSecondCopy() {
        WireFixture wire = new WireFixture().set("rate 10mbit queue 1 packets duplicate 100%").offer(PACKET);
        assertEquals(List.of(0L), wire.untilIdle().arrivedNumbers());
        assertEquals(false, wire.all(Observed.ENTERED).getFirst().has(FaultEffect.Duplicated.class));
        assertEquals(0, wire.count().duplicates());
    }
}
