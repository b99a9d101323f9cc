package netkit.lab.wire;

import static netkit.lab.wire.WireFixture.MILLI;
import static netkit.lab.wire.WireFixture.datagramOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import netkit.lab.wire.WireFixture.Seen;
import netkit.lab.wire.WireFixture.Observed;

/** How a change of the faults affects packets in flight. */
class WireLineChangesTest {
    /** Has a serialization time of 1 ms at 1 mbit. */
    private static final byte[] PACKET = datagramOf(125);

    private static WireFixture offered(String faults, int packets) {
        WireFixture wire = new WireFixture().set(faults);
        IntStream.range(0, packets).forEach(_ -> wire.offer(PACKET));
        return wire;
    }

    @Test
    void cutWireDropsEveryPacketUntilHealed() {
        WireFixture wire = offered("cut", 2).set("heal").offer(PACKET);
        assertEquals(List.of(2L), wire.arrivedNumbers());
        assertEquals(2, wire.count().dropped().get(DropReason.CUT));
    }

    @Test
    void packetPastTheQueueSurvivesACut() {
        WireFixture wire = offered("delay 50ms", 3);
        wire.until(10 * MILLI).set("cut").offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L), wire.untilIdle().arrivedNumbers());
    }

    @Test
    void queuedPacketsAreLostWhenTheWireIsCut() {
        WireFixture wire = offered("rate 1mbit delay 50ms duplicate 100% reorder 30%", 5);
        wire.until(4 * MILLI).set("cut");
        List<Seen> lost = wire.all(Observed.LOST);
        assertEquals(List.of(2L, 2L, 3L, 3L, 4L, 4L), lost.stream().map(Seen::number).toList());
        assertEquals(new FaultEffect.Dropped(DropReason.CUT), lost.getFirst().effects().getLast());
        assertEquals(6, wire.count().dropped().get(DropReason.CUT));
        assertEquals(4, wire.count().inFlight());

        wire.set("heal reorder off").offer(PACKET);
        wire.untilIdle();
        assertTrue(wire.arrivedNumbers().containsAll(List.of(0L, 1L, 5L)), wire.toString());
        assertEquals(56 * MILLI, wire.arrivalTimes().getLast(), "the line is idle again: 4 + 2 + 50 ms");
        assertEquals(6, wire.arrivedNumbers().size(), wire.toString());
    }

    @Test
    void packetsLostByACutDoNotDelayLaterOnes() {
        WireFixture wire = offered("rate 1kbit", 10);
        wire.set("cut").set("heal rate off").offer(PACKET);
        assertEquals(List.of(10L), wire.arrivedNumbers());
    }

    @Test
    void theQueueDrainsAtTheNewRate() {
        WireFixture wire = offered("rate 1kbit", 3).set("rate 1mbit").offer(PACKET);
        assertEquals(List.of(MILLI, 2 * MILLI, 3 * MILLI, 4 * MILLI),
                wire.untilIdle().arrivalTimes());
        assertEquals(List.of(0L, 1L, 2L, 3L), wire.arrivedNumbers());
    }

    @Test
    void removingTheRateEmptiesTheQueueAtOnce() {
        WireFixture wire = offered("rate 1kbit delay 5ms", 3).set("rate off");
        wire.offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L, 3L), wire.until(5 * MILLI).arrivedNumbers());
    }

    @Test
    void newQueueLimitKeepsQueuedPackets() {
        WireFixture wire = offered("rate 1mbit queue 3 packets", 4);
        assertEquals(1, wire.count().dropped().get(DropReason.QUEUE_FULL));
        wire.until(MILLI / 2).set("rate 1mbit queue 1 packets").offer(PACKET);
        assertEquals(2, wire.count().dropped().get(DropReason.QUEUE_FULL));
        assertEquals(List.of(MILLI, 2 * MILLI, 3 * MILLI), wire.untilIdle().arrivalTimes());
    }

    @Test
    void smallerDelayAppliesToPacketsInFlight() {
        WireFixture wire = offered("delay 10s", 2).until(10 * MILLI).set("delay 50ms").offer(PACKET);
        assertEquals(List.of(50 * MILLI, 50 * MILLI, 60 * MILLI), wire.untilIdle().arrivalTimes());
        assertEquals(List.of(0L, 1L, 2L), wire.arrivedNumbers());
    }

    @Test
    void largerDelayDoesNotApplyToPacketsInFlight() {
        WireFixture wire = offered("delay 50ms", 2).until(10 * MILLI).set("delay 1s").offer(PACKET);
        assertEquals(List.of(50 * MILLI, 50 * MILLI, 1_010 * MILLI),
                wire.untilIdle().arrivalTimes());
    }

    @Test
    void clearedWireKeepsTheOrderOfPacketsInFlight() {
        WireFixture wire = offered("delay 1h loss 0%", 2).until(MILLI).set("clear").offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L), wire.until(MILLI).arrivedNumbers());
    }

    @Test
    void removingReorderingReleasesHeldPackets() {
        WireFixture wire = offered("reorder 100%", 2).set("clear").offer(PACKET);
        assertEquals(List.of(0L, 1L, 2L), wire.until(0).arrivedNumbers());
    }

    @Test
    void settingTheSameFaultsChangesNothing() {
        String faults = "rate 1mbit delay 20ms jitter 10ms reorder 20% duplicate 20%";
        WireFixture changed = offered(faults, 50);
        WireFixture left = offered(faults, 50);
        for (int i = 1; i < 100; i++) {
            changed.until(i * MILLI / 2).set(faults);
        }
        assertEquals(left.untilIdle().arrivalTimes(), changed.untilIdle().arrivalTimes());
        assertEquals(left.arrivedNumbers(), changed.arrivedNumbers());
    }
}
