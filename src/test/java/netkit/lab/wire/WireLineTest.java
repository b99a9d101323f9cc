package netkit.lab.wire;

import static netkit.lab.wire.WireFixture.MILLI;
import static netkit.lab.wire.WireFixture.datagramOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import netkit.lab.wire.WireFixture.Observed;
import netkit.lab.wire.WireFixture.Seen;
import netkit.packet.EthernetFrame;
import netkit.packet.PacketBuilder;
import netkit.testing.Allocation;

class WireLineTest {
    /** Has a serialization time of 1 ms at 1 mbit. */
    private static final byte[] PACKET = datagramOf(125);

    private static List<Long> numbersBelow(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private static WireFixture offered(String faults, int packets) {
        WireFixture wire = new WireFixture().set(faults);
        for (int i = 0; i < packets; i++) {
            wire.offer(PACKET);
        }
        return wire;
    }

    private static List<FaultEffect> dropped(DropReason reason) {
        return List.of(new FaultEffect.Dropped(reason));
    }

    private static FaultEffect queued(long millis) {
        return new FaultEffect.Queued(Duration.ofMillis(millis));
    }

    private static FaultEffect delayed(long millis) {
        return new FaultEffect.Delayed(Duration.ofMillis(millis));
    }

    @Test
    void withoutFaultsAPacketPassesAtOnceUnchanged() {
        WireFixture wire = new WireFixture();
        wire.offer(PACKET);

        assertEquals(List.of(Observed.ENTERED, Observed.DELIVERED),
                wire.story.stream().map(Seen::what).toList());
        assertArrayEquals(PACKET, wire.story.getLast().bytes());
        assertEquals(List.of(), wire.story.getLast().effects());
        assertEquals(WireLine.NEVER, wire.line().nextDue());
    }

    @Test
    void withoutFaultsNothingIsAllocatedPerPacket() {
        WireLine line = new WireLine(new HostPair("alice", "bob"), 1, new DiscardingSink());
        byte[][] packets = {PacketBuilder.frame(PACKET),
            PacketBuilder.frame(WireFixture.datagram(5001, 1400)),
            PacketBuilder.frame(WireFixture.segment(5000, 0, 1, 1, 1400))};
        ByteBuffer segment = ByteBuffer.wrap(packets[2]);
        long before = 0;
        for (int i = 0; i < 50_000; i++) {
            segment.putInt(14 + 24, 1_400 * i); // the next sequence number
            line.offer(packets[i % 3], packets[i % 3].length, i, i);
            if (i == 40_000) {
                before = Allocation.ofThisThread();
            }
        }
        assertEquals(0, (Allocation.ofThisThread() - before) / 9_999);
        assertEquals(50_000, line.count().delivered());
        assertEquals(0, line.count().retransmitted());
    }

    private static final class DiscardingSink implements WireLine.Sink {
        @Override
        public void entered(byte[] bytes, int length, long number, List<FaultEffect> effects) {}

        @Override
        public void delivered(byte[] bytes, int length, long number, List<FaultEffect> effects) {}

        @Override
        public void lost(byte[] bytes, int length, long number, List<FaultEffect> effects) {}
    }

    @Test
    void delayedPacketIsDueAfterTheDelay() {
        WireFixture wire = new WireFixture().set("delay 50ms");
        wire.offer(PACKET);
        assertEquals(50 * MILLI, wire.line().nextDue());
        assertEquals(List.of(delayed(50)), wire.lastEffects());

        wire.until(50 * MILLI - 1);
        assertEquals(List.of(), wire.arrivedNumbers());
        wire.until(50 * MILLI);
        assertEquals(List.of(0L), wire.arrivedNumbers());
        assertArrayEquals(PACKET, wire.story.getLast().bytes(), "the buffer it was offered in was reused");
    }

    @Test
    void jitterIsUniformlyDistributedAroundTheDelay() {
        WireFixture wire = new WireFixture().set("delay 50ms jitter 10ms");
        int many = 10_000;
        int[] tenths = new int[10];
        for (int i = 0; i < many; i++) {
            long before = wire.now();
            wire.offer(PACKET);
            wire.untilIdle();
            tenths[(int) ((wire.now() - before - 40 * MILLI) / (2 * MILLI))]++;
        }
        for (int count : tenths) {
            assertEquals(many / 10, count, 4 * Math.sqrt(many * 0.1 * 0.9), List.of(tenths).toString());
        }
    }

    @Test
    void jitterKeepsTheOrder() {
        WireFixture wire = new WireFixture().set("delay 50ms jitter 50ms");
        for (int i = 0; i < 200; i++) {
            wire.offer(PACKET);
            wire.until(wire.now() + MILLI);
        }
        wire.untilIdle();
        assertEquals(numbersBelow(200), wire.arrivedNumbers());
        assertTrue(wire.arrivalTimes().stream().distinct().count() < 150,
                "some waited for the one before them");
    }

    @Test
    void heldBackPacketArrivesDirectlyAfterTheThirdThatPassesIt() {
        WireFixture wire = offered("reorder 10%", 1_000);
        List<Long> expected = new ArrayList<>();
        List<Long> held = new ArrayList<>();
        List<Integer> until = new ArrayList<>();
        int passed = 0;
        for (Seen seen : wire.all(Observed.ENTERED)) {
            if (seen.has(FaultEffect.HeldBack.class)) {
                held.add(seen.number());
                until.add(passed + 3);
                continue;
            }
            expected.add(seen.number());
            passed++;
            while (!until.isEmpty() && until.getFirst() <= passed) {
                until.removeFirst();
                expected.add(held.removeFirst());
            }
        }
        assertEquals(expected, wire.arrivedNumbers());
        assertEquals(100, wire.count().heldBack(), 4 * Math.sqrt(1_000 * 0.1 * 0.9));
        assertEquals(held.size(), wire.count().inFlight());
        wire.until(100 * MILLI);
        expected.addAll(held);
        assertEquals(expected, wire.arrivedNumbers(), "the last ones arrive at their time limit");
    }

    @Test
    void reorderingDistanceAndTimeLimitCanBeSet() {
        WireFixture wire = new WireFixture().set("reorder 100% within 30ms");
        wire.offer(PACKET);
        wire.set("reorder 0.00000001% by 1");
        assertEquals(30 * MILLI, wire.until(0).line().nextDue(),
                "it does not wait longer than its time limit");
        wire.offer(PACKET);
        assertEquals(List.of(1L), wire.arrivedNumbers(), "three packets must pass it");

        WireFixture byOne = new WireFixture().set("reorder 100% by 1");
        byOne.offer(PACKET);
        byOne.set("reorder 0.00000001% by 1").offer(PACKET);
        assertEquals(List.of(1L, 0L), byOne.arrivedNumbers());
    }

    @Test
    void packetsAllHeldBackArriveAtTheirTimeLimit() {
        WireFixture wire = offered("reorder 100%", 5);
        assertEquals(List.of(), wire.arrivedNumbers());
        assertEquals(List.of(100 * MILLI, 100 * MILLI, 100 * MILLI, 100 * MILLI, 100 * MILLI),
                wire.untilIdle().arrivalTimes());
    }

    @Test
    void heldBackPacketNeverExceedsItsTimeLimit() {
        WireFixture wire = new WireFixture().set("reorder 100% delay 200ms");
        wire.offer(PACKET);
        wire.set("reorder 0.00000001%");
        for (int i = 0; i < 3; i++) {
            wire.until(wire.now() + 60 * MILLI);
            wire.offer(PACKET);
        }
        assertEquals(List.of(260 * MILLI, 300 * MILLI, 320 * MILLI, 380 * MILLI),
                wire.untilIdle().arrivalTimes());
        assertEquals(List.of(1L, 0L, 2L, 3L), wire.arrivedNumbers());
    }

    @Test
    void packetsOfOtherFlowsDoNotCountAsPassing() {
        WireFixture wire = new WireFixture().set("reorder 100%");
        wire.offer(PACKET);
        wire.set("reorder 0.00000001%");
        wire.offer(WireFixture.datagram(5001, 1), WireFixture.datagram(5001, 1),
                WireFixture.datagram(5001, 1),
                PACKET,
                PACKET);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), wire.arrivedNumbers());
        wire.offer(PACKET);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 0L), wire.arrivedNumbers());
    }

    @Test
    void secondCopyFollowsDirectlyBehindTheFirst() {
        WireFixture wire = offered("duplicate 100%", 2);
        assertEquals(List.of(0L, 0L, 1L, 1L), wire.arrivedNumbers());
        List<Seen> arrived = wire.all(Observed.DELIVERED);
        assertEquals(List.of(new FaultEffect.Duplicated()), arrived.get(0).effects());
        assertEquals(List.of(new FaultEffect.SecondCopy()), arrived.get(1).effects());
        assertEquals(2, wire.all(Observed.ENTERED).size(), "a second copy does not enter");

        assertEquals(List.of(0L, 0L),
                offered("duplicate 100% reorder 100%", 1).untilIdle().arrivedNumbers());
    }

    @Test
    void packetLargerThanTheMtuIsDropped() {
        WireFixture wire = new WireFixture().set("mtu 1000").offer(datagramOf(1000), datagramOf(1001));
        assertEquals(List.of(0L), wire.arrivedNumbers());
        assertEquals(dropped(DropReason.TOO_BIG), wire.lastEffects());
    }

    @Test
    void mtuAndRateExcludeTheEthernetHeader() {
        byte[] frame = WireFixture.toBob().ethernet(1, 2).udp(5000, 9000).payload(97).build();
        assertEquals(125 + 14, frame.length);
        WireFixture wire = new WireFixture().set("mtu 125 rate 1mbit");
        wire.offerFrame(frame);
        assertEquals(List.of(MILLI), wire.untilIdle().arrivalTimes());
        assertEquals(125, wire.count().bytes());
    }

    @Test
    void paddingAndArpAreForwardedButNotCounted() {
        byte[] datagram = WireFixture.toBob().ethernet(1, 2).udp(5000, 9000).payload(1).build();
        WireFixture wire = new WireFixture();
        wire.offerFrame(Arrays.copyOf(datagram, EthernetFrame.MIN_LENGTH));
        assertEquals(EthernetFrame.MIN_LENGTH - EthernetFrame.HEADER_LENGTH,
                wire.all(Observed.DELIVERED).getFirst().bytes().length);
        wire.offerFrame(WireFixture.ARP);
        assertEquals(29, wire.count().bytes());
        assertEquals(1, wire.count().delivered());
    }

    @Test
    void faultsAreAppliedInTheDocumentedOrder() {
        assertEquals(dropped(DropReason.CUT), offered("cut mtu 100", 1).lastEffects(), "cut before MTU");
        assertEquals(dropped(DropReason.TOO_BIG), offered("mtu 100 loss 100%", 1).lastEffects(),
                "MTU before loss");

        WireFixture lossBeforeRate = offered("loss 50% rate 1mbit", 40);
        List<Long> times = lossBeforeRate.untilIdle().arrivalTimes();
        assertEquals(LongStream.rangeClosed(1, times.size()).mapToObj(i -> i * MILLI).toList(), times,
                "a lost packet uses no capacity");
        assertTrue(times.size() > 10 && times.size() < 30);

        WireFixture corruptBeforeDuplicate = offered("corrupt 100% duplicate 100%", 1);
        List<Seen> copies = corruptBeforeDuplicate.all(Observed.DELIVERED);
        assertArrayEquals(copies.get(0).bytes(), copies.get(1).bytes());
        assertTrue(copies.get(1).has(FaultEffect.Corrupted.class), "both copies have the same wrong bit");
        assertArrayEquals(PACKET, corruptBeforeDuplicate.story.getFirst().bytes(),
                "it entered unchanged");

        assertEquals(List.of(MILLI, 2 * MILLI),
                offered("duplicate 100% rate 1mbit", 1).untilIdle().arrivalTimes(),
                "a second copy uses its own capacity");

        WireFixture reorderAfterRate = offered("reorder 100% rate 1mbit", 1);
        reorderAfterRate.set("reorder 0.00000001%").offer(PACKET);
        assertEquals(List.of(queued(2)), reorderAfterRate.lastEffects(),
                "a packet held back uses capacity too");

        WireFixture delayAfterRate = offered("rate 1mbit queue 2 packets delay 50ms", 2);
        assertEquals(List.of(queued(2), delayed(50)), delayAfterRate.lastEffects());
        delayAfterRate.until(MILLI).offer(PACKET);
        assertEquals(List.of(queued(2), delayed(50)), delayAfterRate.lastEffects(),
                "the queue drains while the delay runs");
        assertEquals(List.of(51 * MILLI, 52 * MILLI, 53 * MILLI),
                delayAfterRate.untilIdle().arrivalTimes());
    }

    @Test
    void everyPacketIsAccountedFor() {
        WireFixture wire = new WireFixture()
                .set("loss 10% corrupt 10% duplicate 10% reorder 10% delay 5ms jitter 5ms rate 1mbit queue 20 packets");
        for (int i = 0; i < 3_000; i++) {
            wire.offer(PACKET);
            wire.until(wire.now() + MILLI * 9 / 10);
            if (i == 1_500) {
                wire.set("cut").set("heal");
            }
            assertAccounted(wire);
        }
        assertTrue(wire.count().dropped().keySet()
                .containsAll(List.of(DropReason.LOSS, DropReason.QUEUE_FULL, DropReason.CUT)),
                wire.count().toString());
        wire.untilIdle();
        assertAccounted(wire);
        assertEquals(0, wire.count().inFlight());
        assertEquals(
                wire.all(Observed.DELIVERED).stream().filter(seen -> seen.has(FaultEffect.SecondCopy.class))
                        .count(),
                wire.count().duplicates() - wire.all(Observed.LOST).stream()
                        .filter(seen -> seen.has(FaultEffect.SecondCopy.class)).count());
    }

    private static void assertAccounted(WireFixture wire) {
        DirectionCount count = wire.count();
        assertEquals(count.packets() + count.duplicates(),
                count.delivered() + count.totalDropped() + count.inFlight(), count.toString());
        assertEquals(count.packets() * PACKET.length, count.bytes());
        assertEquals(count.delivered() * PACKET.length, count.deliveredBytes());
    }

    @Test
    void packetsBeyondTheMemoryLimitAreDroppedAsOverload() {
        WireFixture wire = new WireFixture().set("delay 1s duplicate 100%");
        byte[] large = datagramOf(65_000);
        long fit = PacketsInFlight.MAX_BYTES / large.length;
        for (int i = 0; i <= fit / 2; i++) {
            wire.offer(large);
        }
        assertEquals(Map.of(DropReason.OVERLOAD, 1L), wire.count().dropped());
        assertEquals(fit, wire.count().inFlight());
    }

    @Test
    void arpAndNeighbourDiscoveryAreExemptFromRandomFaults() {
        byte[] solicitation = PacketBuilder.ip("2001:db8::1", "2001:db8::2").icmp(135, 0, 0).payload(16)
                .build();
        WireFixture wire = new WireFixture()
                .set("loss 100% corrupt 100% duplicate 100% reorder 100% delay 5ms jitter 5ms");
        wire.offer(solicitation);
        assertEquals(List.of(delayed(5)), wire.lastEffects());
        wire.set("cut").offer(solicitation);
        assertEquals(dropped(DropReason.CUT), wire.lastEffects());

        wire.set("clear loss 100% corrupt 100% duplicate 100% reorder 100% delay 5ms");
        wire.offerFrame(WireFixture.ARP);
        assertEquals(List.of(delayed(5)), wire.lastEffects());
    }
}
