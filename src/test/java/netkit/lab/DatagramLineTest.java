package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

class DatagramLineTest {
    private static final long SEED = 42;
    private static final Duration HOLD = Duration.ofNanos(1_000);

    private static DatagramLine line(DatagramFaults faults) {
        return new DatagramLine(faults, SEED, Direction.TO_SERVER, 0);
    }

    private static byte[] datagram(int number) {
        return new byte[] {(byte) number};
    }

    private static List<Integer> due(DatagramLine line, long now) {
        List<Integer> due = new ArrayList<>();
        for (byte[] datagram = line.next(now); datagram != null; datagram = line.next(now)) {
            due.add((int) datagram[0]);
        }
        return due;
    }

    private static boolean heldBack(DatagramFaults faults, int position) {
        return faults.fate(SEED, Direction.TO_SERVER, 0,
                position) instanceof DatagramFate.Passed(_, boolean held)
                && held;
    }

    @Test
    void withoutFaultsAllGoThroughAtOnceAndInOrder() {
        DatagramLine line = line(DatagramFaults.NONE);
        line.arrived(datagram(1), 0);
        line.arrived(datagram(2), 0);
        assertEquals(List.of(1, 2), due(line, 0));
        assertEquals(OptionalLong.empty(), line.untilNext(0));
    }

    @Test
    void aDelayedOneIsNotDueBeforeItsTimeAndKeepsItsPlace() {
        DatagramLine line = line(DatagramFaults.NONE.delaying(Duration.ofNanos(100)));
        line.arrived(datagram(1), 0);
        line.arrived(datagram(2), 30);
        assertEquals(OptionalLong.of(70), line.untilNext(30));
        assertEquals(List.of(), due(line, 99));
        assertEquals(List.of(1), due(line, 100));
        assertEquals(OptionalLong.of(30), line.untilNext(100));
        assertEquals(List.of(2), due(line, 130));
        assertEquals(2, line.counts().delayed());
    }

    @Test
    void oneThatIsHeldBackGoesOnWhenThreeLaterOnesHavePassed() {
        DatagramFaults faults = DatagramFaults.NONE.reordering(0.1, HOLD);
        int held = 0;
        while (!heldBack(faults, held)) {
            held++;
        }
        DatagramLine line = line(faults);
        List<Integer> expected = new ArrayList<>();
        List<Integer> waiting = new ArrayList<>();
        List<Long> goOnAfter = new ArrayList<>();
        long passed = 0;
        for (int i = 0; i < 100; i++) {
            line.arrived(datagram(i), 0);
            if (heldBack(faults, i)) {
                waiting.add(i);
                goOnAfter.add(passed + DatagramLine.PASSED_BY);
            } else {
                expected.add(i);
                passed++;
                while (!goOnAfter.isEmpty() && goOnAfter.getFirst() <= passed) {
                    goOnAfter.removeFirst();
                    expected.add(waiting.removeFirst());
                }
            }
        }
        assertEquals(expected, due(line, 0));
        int place = expected.indexOf(held);
        assertTrue(place >= held + DatagramLine.PASSED_BY, held + " came as number " + place);
        assertEquals(waiting, due(line, HOLD.toNanos()), "the last ones wait until the time is over");
        assertEquals(100, line.counts().forwarded());
    }

    @Test
    void whenAllAreHeldBackTheTimeLimitFreesThem() {
        DatagramLine line = line(DatagramFaults.NONE.reordering(1, HOLD));
        line.arrived(datagram(1), 0);
        line.arrived(datagram(2), 10);
        assertEquals(2, line.counts().waiting());
        assertEquals(OptionalLong.of(990), line.untilNext(10));
        assertEquals(List.of(1), due(line, 1_000));
        assertEquals(List.of(2), due(line, 1_010));
        assertEquals(0, line.counts().waiting());
    }

    @Test
    void aDuplicateOfOneThatIsHeldBackIsHeldBackToo() {
        DatagramLine line = line(DatagramFaults.NONE.reordering(1, HOLD).duplicating(1));
        line.arrived(datagram(1), 0);
        assertEquals(2, line.counts().waiting());
        assertEquals(List.of(1, 1), due(line, 1_000));
    }

    @Test
    void everyDatagramIsAccountedFor() {
        DatagramFaults faults = DatagramFaults.NONE.dropping(0.2).duplicating(0.2).reordering(0.2, HOLD)
                .cutting(10, 20);
        DatagramLine line = line(faults);
        for (int i = 0; i < 500; i++) {
            line.arrived(datagram(i), 0);
            due(line, 0);
        }
        DatagramCounts counts = line.counts();
        assertEquals(500, counts.received());
        assertEquals(10, counts.cut());
        assertTrue(counts.dropped() > 0 && counts.duplicated() > 0 && counts.reordered() > 0,
                counts.toString());
        assertEquals(counts.received() + counts.duplicated(),
                counts.forwarded() + counts.waiting() + counts.dropped() + counts.cut(), counts.toString());
    }

    @Test
    void oneThatTheSystemRefusesIsNotCountedAsForwarded() {
        DatagramLine line = line(DatagramFaults.NONE);
        line.arrived(datagram(1), 0);
        due(line, 0);
        line.sendFailed();
        assertEquals(0, line.counts().forwarded());
        assertEquals(1, line.counts().failed());
    }

    @Test
    void whatWaitsIsBounded() {
        DatagramLine line = line(DatagramFaults.NONE.delaying(Duration.ofSeconds(1)));
        byte[] large = new byte[1 << 20];
        int fit = DatagramLine.MAX_WAITING_BYTES / large.length;
        for (int i = 0; i < fit + 1; i++) {
            line.arrived(large, 0);
        }
        assertEquals(fit, line.counts().waiting());
        assertEquals(1, line.counts().overflowed());
    }
}
