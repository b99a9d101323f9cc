package netkit.lab.wire;

import static netkit.lab.wire.WireFixture.MILLI;
import static netkit.lab.wire.WireFixture.datagramOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import netkit.lab.wire.WireFixture.Seen;
import netkit.lab.wire.WireFixture.What;

/** What a change of the faults does to the packets that are under way. */
class WireLineChangesTest {
    /** Takes 1 ms at 1 mbit. */
    private static final byte[] PACKET = datagramOf(125);

    private static WireFixture offered(String faults, int packets) {
        WireFixture scene = new WireFixture().set(faults);
        IntStream.range(0, packets).forEach(_ -> scene.offer(PACKET));
        return scene;
    }

    @Test
    void aCutDropsAllThatEntersUntilItIsHealed() {
        WireFixture scene = offered("cut", 2).set("heal").offer(PACKET);
        assertEquals(List.of(2L), scene.arrivedNumbers());
        assertEquals(2, scene.count().dropped().get(DropReason.CUT));
    }

    @Test
    void whatIsOnTheLineWhenItIsCutArrives() {
        WireFixture scene = offered("delay 50ms", 3);
        scene.until(10 * MILLI).set("cut").offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L), scene.untilNothingWaits().arrivedNumbers());
    }

    @Test
    void whatIsInTheQueueWhenTheLineIsCutIsLost() {
        WireFixture scene = offered("rate 1mbit delay 50ms duplicate 100% reorder 30%", 5);
        scene.until(4 * MILLI).set("cut");
        List<Seen> lost = scene.all(What.LOST);
        assertEquals(List.of(2L, 2L, 3L, 3L, 4L, 4L), lost.stream().map(Seen::number).toList());
        assertEquals(new FaultEffect.Dropped(DropReason.CUT), lost.getFirst().effects().getLast());
        assertEquals(6, scene.count().dropped().get(DropReason.CUT));
        assertEquals(4, scene.count().inFlight());

        scene.set("heal reorder off").offer(PACKET);
        scene.untilNothingWaits();
        assertTrue(scene.arrivedNumbers().containsAll(List.of(0L, 1L, 5L)), scene.toString());
        assertEquals(56 * MILLI, scene.arrivalTimes().getLast(), "it finds the line free: 4 + 2 + 50 ms");
        assertEquals(6, scene.arrivedNumbers().size(), scene.toString());
    }

    @Test
    void packetsThatAreLostOnTheLineDoNotHoldUpLaterOnes() {
        WireFixture scene = offered("rate 1kbit", 10);
        scene.set("cut").set("heal rate off").offer(PACKET);
        assertEquals(List.of(10L), scene.arrivedNumbers());
    }

    @Test
    void theQueueDrainsAtTheNewRate() {
        WireFixture scene = offered("rate 1kbit", 3).set("rate 1mbit").offer(PACKET);
        assertEquals(List.of(MILLI, 2 * MILLI, 3 * MILLI, 4 * MILLI),
                scene.untilNothingWaits().arrivalTimes());
        assertEquals(List.of(0L, 1L, 2L, 3L), scene.arrivedNumbers());
    }

    @Test
    void withoutARateTheQueueIsEmptyAtOnce() {
        WireFixture scene = offered("rate 1kbit delay 5ms", 3).set("rate off");
        scene.offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L, 3L), scene.until(5 * MILLI).arrivedNumbers());
    }

    @Test
    void anotherQueueLimitLeavesWhatIsQueuedAsItIs() {
        WireFixture scene = offered("rate 1mbit queue 3 packets", 4);
        assertEquals(1, scene.count().dropped().get(DropReason.QUEUE_FULL));
        scene.until(MILLI / 2).set("rate 1mbit queue 1 packets").offer(PACKET);
        assertEquals(2, scene.count().dropped().get(DropReason.QUEUE_FULL));
        assertEquals(List.of(MILLI, 2 * MILLI, 3 * MILLI), scene.untilNothingWaits().arrivalTimes());
    }

    @Test
    void aSmallerDelayIsMetByWhatIsUnderWayToo() {
        WireFixture scene = offered("delay 10s", 2).until(10 * MILLI).set("delay 50ms").offer(PACKET);
        assertEquals(List.of(50 * MILLI, 50 * MILLI, 60 * MILLI), scene.untilNothingWaits().arrivalTimes());
        assertEquals(List.of(0L, 1L, 2L), scene.arrivedNumbers());
    }

    @Test
    void aLargerDelayIsNot() {
        WireFixture scene = offered("delay 50ms", 2).until(10 * MILLI).set("delay 1s").offer(PACKET);
        assertEquals(List.of(50 * MILLI, 50 * MILLI, 1_010 * MILLI),
                scene.untilNothingWaits().arrivalTimes());
    }

    @Test
    void onAClearedLineNothingOvertakesWhatIsStillUnderWay() {
        WireFixture scene = offered("delay 1h loss 0%", 2).until(MILLI).set("clear").offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L), scene.until(MILLI).arrivedNumbers());
    }

    @Test
    void withoutReorderingNothingIsHeldBackAnyMore() {
        WireFixture scene = offered("reorder 100%", 2).set("clear").offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L), scene.until(0).arrivedNumbers());
    }

    @Test
    void aChangeThatIsNoneChangesNothing() {
        String faults = "rate 1mbit delay 20ms jitter 10ms reorder 20% duplicate 20%";
        WireFixture changed = offered(faults, 50);
        WireFixture left = offered(faults, 50);
        for (int i = 1; i < 100; i++) {
            changed.until(i * MILLI / 2).set(faults);
        }
        assertEquals(left.untilNothingWaits().arrivalTimes(), changed.untilNothingWaits().arrivalTimes());
        assertEquals(left.arrivedNumbers(), changed.arrivedNumbers());
    }
}
