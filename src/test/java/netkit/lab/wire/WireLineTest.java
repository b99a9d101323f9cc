package netkit.lab.wire;

import static netkit.lab.wire.WireFixture.MILLI;
import static netkit.lab.wire.WireFixture.datagramOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import netkit.lab.wire.WireFixture.Seen;
import netkit.lab.wire.WireFixture.What;
import netkit.packet.LinkType;
import netkit.testing.Allocation;
import netkit.testing.PacketBuilder;

class WireLineTest {
    /** Takes 1 ms at 1 mbit. */
    private static final byte[] PACKET = datagramOf(125);

    private static List<Long> numbersBelow(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private static WireFixture offered(String faults, int packets) {
        WireFixture scene = new WireFixture().set(faults);
        for (int i = 0; i < packets; i++) {
            scene.offer(PACKET);
        }
        return scene;
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
    void withoutFaultsAPacketGoesOnAtOnceAndAsItCame() {
        WireFixture scene = new WireFixture();
        scene.offer(PACKET);

        assertEquals(List.of(What.ENTERED, What.DELIVERED), scene.story.stream().map(Seen::what).toList());
        assertArrayEquals(PACKET, scene.story.getLast().bytes());
        assertEquals(List.of(), scene.story.getLast().effects());
        assertEquals(WireLine.NEVER, scene.line().nextDue());
    }

    @Test
    void withoutFaultsNothingNewIsMadeForAPacket() {
        WireLine line = new WireLine(new HostPair("alice", "bob"), LinkType.RAW_IP, 1, new Nowhere());
        byte[][] packets = {PACKET, WireFixture.datagram(5001, 1400),
            WireFixture.segment(5000, 0, 1, 1, 1400)};
        ByteBuffer segment = ByteBuffer.wrap(packets[2]);
        long before = 0;
        for (int i = 0; i < 50_000; i++) {
            segment.putInt(24, 1_400 * i); // the next sequence number
            line.offer(packets[i % 3], packets[i % 3].length, i, i);
            if (i == 40_000) {
                before = Allocation.ofThisThread();
            }
        }
        assertEquals(0, (Allocation.ofThisThread() - before) / 9_999);
        assertEquals(50_000, line.count().delivered());
        assertEquals(0, line.count().retransmitted());
    }

    private static final class Nowhere implements WireLine.Sink {
        @Override
        public void entered(byte[] bytes, int length, long number, List<FaultEffect> effects) {}

        @Override
        public void delivered(byte[] bytes, int length, long number, List<FaultEffect> effects) {}

        @Override
        public void lost(byte[] bytes, int length, long number, List<FaultEffect> effects) {}
    }

    @Test
    void aDelayedPacketIsDueWhenTheDelayIsOver() {
        WireFixture scene = new WireFixture().set("delay 50ms");
        scene.offer(PACKET);
        assertEquals(50 * MILLI, scene.line().nextDue());
        assertEquals(List.of(delayed(50)), scene.lastTouches());

        scene.until(50 * MILLI - 1);
        assertEquals(List.of(), scene.arrivedNumbers());
        scene.until(50 * MILLI);
        assertEquals(List.of(0L), scene.arrivedNumbers());
        assertArrayEquals(PACKET, scene.story.getLast().bytes(), "the buffer it came in was used again");
    }

    @Test
    void jitterSpreadsTheDelayEvenlyAroundIt() {
        WireFixture scene = new WireFixture().set("delay 50ms jitter 10ms");
        int many = 10_000;
        int[] tenths = new int[10];
        for (int i = 0; i < many; i++) {
            long before = scene.now();
            scene.offer(PACKET);
            scene.untilNothingWaits();
            tenths[(int) ((scene.now() - before - 40 * MILLI) / (2 * MILLI))]++;
        }
        for (int count : tenths) {
            assertEquals(many / 10, count, 4 * Math.sqrt(many * 0.1 * 0.9), List.of(tenths).toString());
        }
    }

    @Test
    void jitterKeepsTheOrder() {
        WireFixture scene = new WireFixture().set("delay 50ms jitter 50ms");
        for (int i = 0; i < 200; i++) {
            scene.offer(PACKET);
            scene.until(scene.now() + MILLI);
        }
        scene.untilNothingWaits();
        assertEquals(numbersBelow(200), scene.arrivedNumbers());
        assertTrue(scene.arrivalTimes().stream().distinct().count() < 150,
                "some waited for the one before them");
    }

    @Test
    void aHeldBackPacketArrivesRightBehindTheThirdThatPassesIt() {
        WireFixture scene = offered("reorder 10%", 1_000);
        List<Long> expected = new ArrayList<>();
        List<Long> held = new ArrayList<>();
        List<Integer> until = new ArrayList<>();
        int passed = 0;
        for (Seen seen : scene.all(What.ENTERED)) {
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
        assertEquals(expected, scene.arrivedNumbers());
        assertEquals(100, scene.count().heldBack(), 4 * Math.sqrt(1_000 * 0.1 * 0.9));
        assertEquals(held.size(), scene.count().inFlight());
        scene.until(100 * MILLI);
        expected.addAll(held);
        assertEquals(expected, scene.arrivedNumbers(), "the last ones come when their time is over");
    }

    @Test
    void howManyPassAndHowLongItWaitsCanBeSet() {
        WireFixture scene = new WireFixture().set("reorder 100% within 30ms");
        scene.offer(PACKET);
        scene.set("reorder 0.00000001% by 1");
        assertEquals(30 * MILLI, scene.until(0).line().nextDue(), "it does not wait longer than it had to");
        scene.offer(PACKET);
        assertEquals(List.of(1L), scene.arrivedNumbers(), "it was to be passed by three");

        WireFixture byOne = new WireFixture().set("reorder 100% by 1");
        byOne.offer(PACKET);
        byOne.set("reorder 0.00000001% by 1").offer(PACKET);
        assertEquals(List.of(1L, 0L), byOne.arrivedNumbers());
    }

    @Test
    void whenAllAreHeldBackTheirTimeFreesThem() {
        WireFixture scene = offered("reorder 100%", 5);
        assertEquals(List.of(), scene.arrivedNumbers());
        assertEquals(List.of(100 * MILLI, 100 * MILLI, 100 * MILLI, 100 * MILLI, 100 * MILLI),
                scene.untilNothingWaits().arrivalTimes());
    }

    @Test
    void aHeldBackPacketIsNotLaterThanItsTimeBecauseOthersPassItLate() {
        WireFixture scene = new WireFixture().set("reorder 100% delay 200ms");
        scene.offer(PACKET);
        scene.set("reorder 0.00000001%");
        for (int i = 0; i < 3; i++) {
            scene.until(scene.now() + 60 * MILLI);
            scene.offer(PACKET);
        }
        assertEquals(List.of(260 * MILLI, 300 * MILLI, 320 * MILLI, 380 * MILLI),
                scene.untilNothingWaits().arrivalTimes());
        assertEquals(List.of(1L, 0L, 2L, 3L), scene.arrivedNumbers());
    }

    @Test
    void anotherFlowDoesNotCountAsPassing() {
        WireFixture scene = new WireFixture().set("reorder 100%");
        scene.offer(PACKET);
        scene.set("reorder 0.00000001%");
        scene.offer(WireFixture.datagram(5001, 1), WireFixture.datagram(5001, 1),
                WireFixture.datagram(5001, 1),
                PACKET,
                PACKET);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), scene.arrivedNumbers());
        scene.offer(PACKET);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 0L), scene.arrivedNumbers());
    }

    @Test
    void aSecondCopyComesRightBehindTheFirst() {
        WireFixture scene = offered("duplicate 100%", 2);
        assertEquals(List.of(0L, 0L, 1L, 1L), scene.arrivedNumbers());
        List<Seen> arrived = scene.all(What.DELIVERED);
        assertEquals(List.of(new FaultEffect.Duplicated()), arrived.get(0).effects());
        assertEquals(List.of(new FaultEffect.SecondCopy()), arrived.get(1).effects());
        assertEquals(2, scene.all(What.ENTERED).size(), "a copy does not enter");

        assertEquals(List.of(0L, 0L),
                offered("duplicate 100% reorder 100%", 1).untilNothingWaits().arrivedNumbers());
    }

    @Test
    void whatIsLargerThanTheMtuIsDropped() {
        WireFixture scene = new WireFixture().set("mtu 1000").offer(datagramOf(1000), datagramOf(1001));
        assertEquals(List.of(0L), scene.arrivedNumbers());
        assertEquals(dropped(DropReason.TOO_BIG), scene.lastTouches());
    }

    @Test
    void theMtuAndTheRateDoNotCountTheLinkHeader() {
        byte[] frame = WireFixture.toBob().ethernet(1, 2).udp(5000, 9000).payload(97).build();
        assertEquals(125 + 14, frame.length);
        WireFixture scene = new WireFixture(1, LinkType.ETHERNET).set("mtu 125 rate 1mbit");
        scene.offer(frame);
        assertEquals(List.of(MILLI), scene.untilNothingWaits().arrivalTimes());
        assertEquals(125, scene.count().bytes());
    }

    @Test
    void theFaultsComeInTheStatedOrder() {
        assertEquals(dropped(DropReason.CUT), offered("cut mtu 100", 1).lastTouches(), "cut before MTU");
        assertEquals(dropped(DropReason.TOO_BIG), offered("mtu 100 loss 100%", 1).lastTouches(),
                "MTU before loss");

        WireFixture lossBeforeRate = offered("loss 50% rate 1mbit", 40);
        List<Long> times = lossBeforeRate.untilNothingWaits().arrivalTimes();
        assertEquals(LongStream.rangeClosed(1, times.size()).mapToObj(i -> i * MILLI).toList(), times,
                "what is lost takes no time on the line");
        assertTrue(times.size() > 10 && times.size() < 30);

        WireFixture corruptBeforeDuplicate = offered("corrupt 100% duplicate 100%", 1);
        List<Seen> copies = corruptBeforeDuplicate.all(What.DELIVERED);
        assertArrayEquals(copies.get(0).bytes(), copies.get(1).bytes());
        assertTrue(copies.get(1).has(FaultEffect.Corrupted.class), "both copies have the same wrong bit");
        assertArrayEquals(PACKET, corruptBeforeDuplicate.story.getFirst().bytes(),
                "it entered as it was sent");

        assertEquals(List.of(MILLI, 2 * MILLI),
                offered("duplicate 100% rate 1mbit", 1).untilNothingWaits().arrivalTimes(),
                "a second copy takes its own time");

        WireFixture reorderAfterRate = offered("reorder 100% rate 1mbit", 1);
        reorderAfterRate.set("reorder 0.00000001%").offer(PACKET);
        assertEquals(List.of(queued(2)), reorderAfterRate.lastTouches(),
                "what is held back takes its time as well");

        WireFixture delayAfterRate = offered("rate 1mbit queue 2 packets delay 50ms", 2);
        assertEquals(List.of(queued(2), delayed(50)), delayAfterRate.lastTouches());
        delayAfterRate.until(MILLI).offer(PACKET);
        assertEquals(List.of(queued(2), delayed(50)), delayAfterRate.lastTouches(),
                "the queue drains while the delay runs");
        assertEquals(List.of(51 * MILLI, 52 * MILLI, 53 * MILLI),
                delayAfterRate.untilNothingWaits().arrivalTimes());
    }

    @Test
    void everyPacketIsAccountedFor() {
        WireFixture scene = new WireFixture()
                .set("loss 10% corrupt 10% duplicate 10% reorder 10% delay 5ms jitter 5ms rate 1mbit queue 20 packets");
        for (int i = 0; i < 3_000; i++) {
            scene.offer(PACKET);
            scene.until(scene.now() + MILLI * 9 / 10);
            if (i == 1_500) {
                scene.set("cut").set("heal");
            }
            assertAccounted(scene);
        }
        assertTrue(scene.count().dropped().keySet()
                .containsAll(List.of(DropReason.LOSS, DropReason.QUEUE_FULL, DropReason.CUT)),
                scene.count().toString());
        scene.untilNothingWaits();
        assertAccounted(scene);
        assertEquals(0, scene.count().inFlight());
        assertEquals(
                scene.all(What.DELIVERED).stream().filter(seen -> seen.has(FaultEffect.SecondCopy.class))
                        .count(),
                scene.count().duplicated() - scene.all(What.LOST).stream()
                        .filter(seen -> seen.has(FaultEffect.SecondCopy.class)).count());
    }

    private static void assertAccounted(WireFixture scene) {
        DirectionCount count = scene.count();
        assertEquals(count.packets() + count.duplicated(),
                count.delivered() + count.totalDropped() + count.inFlight(), count.toString());
        assertEquals(count.packets() * PACKET.length, count.bytes());
        assertEquals(count.delivered() * PACKET.length, count.deliveredBytes());
    }

    @Test
    void moreThanTheLabKeepsIsDroppedAndSaidSo() {
        WireFixture scene = new WireFixture().set("delay 1s duplicate 100%");
        byte[] large = datagramOf(65_000);
        long fit = PacketsInFlight.MAX_BYTES / large.length;
        for (int i = 0; i <= fit / 2; i++) {
            scene.offer(large);
        }
        assertEquals(Map.of(DropReason.OVERLOAD, 1L), scene.count().dropped());
        assertEquals(fit, scene.count().inFlight());
    }

    @Test
    void arpAndNeighbourDiscoveryMeetNoChanceButTheCutAndTheDelay() {
        byte[] solicitation = PacketBuilder.ip("2001:db8::1", "2001:db8::2").icmp(135, 0, 0).payload(16)
                .build();
        WireFixture scene = new WireFixture()
                .set("loss 100% corrupt 100% duplicate 100% reorder 100% delay 5ms jitter 5ms");
        scene.offer(solicitation);
        assertEquals(List.of(delayed(5)), scene.lastTouches());
        scene.set("cut").offer(solicitation);
        assertEquals(dropped(DropReason.CUT), scene.lastTouches());

        byte[] arp = new byte[14 + 28];
        System.arraycopy(new byte[] {8, 6, 0, 1, 8, 0, 6, 4, 0, 1}, 0, arp, 12, 10);
        WireFixture frames = new WireFixture(1, LinkType.ETHERNET).set("loss 100% delay 5ms");
        frames.offer(arp);
        assertEquals(List.of(delayed(5)), frames.lastTouches());
    }
}
