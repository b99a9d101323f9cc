package netkit.lab.wire;

import static netkit.lab.wire.WireFixture.MILLI;
import static netkit.lab.wire.WireFixture.datagramOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.lab.wire.WireFixture.What;

class RateLimitedQueueTest {
    /** Takes 1.2 ms at 10 mbit. */
    private static final byte[] PACKET = datagramOf(1500);

    @Test
    void aPacketTakesItsBitsOverTheRate() {
        WireFixture scene = new WireFixture().set("rate 10mbit").offer(PACKET);
        assertEquals(List.of(1_200_000L), scene.untilNothingWaits().arrivalTimes());
        scene.offer(datagramOf(125));
        assertEquals(List.of(1_200_000L, 1_300_000L), scene.untilNothingWaits().arrivalTimes(),
                "the line was free");
    }

    @Test
    void twiceTheRateIsHalfDroppedAndHalfDeliveredAtTheRate() {
        WireFixture scene = new WireFixture().set("rate 10mbit queue 64k");
        for (int i = 0; i < 10_000; i++) {
            scene.offer(PACKET);
            scene.until(scene.now() + 600_000);
        }
        double seconds = scene.now() / 1e9;
        DirectionCount count = scene.count();
        assertEquals(10e6, count.deliveredBytes() * 8 / seconds, 1500 * 8);
        assertEquals(5_000, count.dropped().get(DropReason.QUEUE_FULL), 50);

        List<Long> times = scene.arrivalTimes();
        List<Long> numbers = scene.arrivedNumbers();
        long longest = 0;
        for (int i = 0; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - numbers.get(i) * 600_000);
        }
        assertEquals(65_536 * 8 / 10e6 * 1e3 * MILLI, longest, 1_200_000,
                "a full queue of 64k at 10 mbit: 52 ms");
    }

    @Test
    void aQueueOfPacketsTakesSoManyTheOneBeingSentIncluded() {
        WireFixture scene = new WireFixture().set("rate 10mbit queue 3 packets").offer(PACKET, PACKET, PACKET,
                PACKET);
        assertEquals(List.of(new FaultEffect.Dropped(DropReason.QUEUE_FULL)), scene.lastTouches());
        scene.until(1_200_000).offer(PACKET, PACKET);
        assertEquals(List.of(0L, 1L, 2L, 4L), scene.untilNothingWaits().arrivedNumbers());
    }

    @Test
    void aQueueOfBytesTakesWhatFits() {
        WireFixture scene = new WireFixture().set("rate 10mbit queue 3000b").offer(PACKET, datagramOf(1000),
                PACKET,
                datagramOf(500), datagramOf(100));
        assertEquals(List.of(0L, 1L, 3L), scene.untilNothingWaits().arrivedNumbers());
    }

    @Test
    void anIdleLineTakesAPacketThatIsLargerThanTheQueue() {
        WireFixture scene = new WireFixture().set("rate 10mbit queue 100b").offer(PACKET, PACKET);
        assertEquals(List.of(0L), scene.untilNothingWaits().arrivedNumbers());
    }

    @Test
    void aFullQueueTakesNoSecondCopy() {
        WireFixture scene = new WireFixture().set("rate 10mbit queue 1 packets duplicate 100%").offer(PACKET);
        assertEquals(List.of(0L), scene.untilNothingWaits().arrivedNumbers());
        assertEquals(false, scene.all(What.ENTERED).getFirst().has(FaultEffect.Duplicated.class));
        assertEquals(0, scene.count().duplicated());
    }
}
