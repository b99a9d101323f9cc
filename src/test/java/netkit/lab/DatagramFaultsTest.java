package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class DatagramFaultsTest {
    private static final int MANY = 20_000;
    private static final DatagramFaults TENTH = DatagramFaults.NONE.dropping(0.1);

    private static List<Long> dropped(DatagramFaults faults, long seed, Direction direction, int flow) {
        return LongStream.range(0, MANY).boxed()
                .filter(position -> faults.fate(seed, direction, flow,
                        position) instanceof DatagramFate.Lost)
                .toList();
    }

    @Test
    void theSameSeedGivesTheSameFate() {
        assertEquals(dropped(TENTH, 1, Direction.TO_SERVER, 0), dropped(TENTH, 1, Direction.TO_SERVER, 0));
    }

    @Test
    void theFateDoesNotDependOnWhatWasAskedBefore() {
        List<Integer> shuffled = new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
        Collections.shuffle(shuffled, new Random(0));
        List<Long> expected = dropped(TENTH, 1, Direction.TO_SERVER, 0);
        List<Long> droppedWhenShuffled = shuffled.stream().map(Integer::longValue)
                .filter(position -> TENTH.fate(1, Direction.TO_SERVER, 0,
                        position) instanceof DatagramFate.Lost)
                .sorted().toList();
        assertEquals(expected, droppedWhenShuffled);
    }

    @Test
    void anotherSeedDirectionOrFlowGivesAnotherFate() {
        List<Long> one = dropped(TENTH, 1, Direction.TO_SERVER, 0);
        assertNotEquals(one, dropped(TENTH, 2, Direction.TO_SERVER, 0));
        assertNotEquals(one, dropped(TENTH, 1, Direction.TO_CLIENT, 0));
        assertNotEquals(one, dropped(TENTH, 1, Direction.TO_SERVER, 1));
    }

    @Test
    void eachFaultDrawsByItself() {
        DatagramFaults faults = TENTH.duplicating(0.1);
        long droppedOnly = dropped(TENTH, 1, Direction.TO_SERVER, 0).size();
        long twice = LongStream.range(0, MANY)
                .filter(position -> faults.fate(1, Direction.TO_SERVER, 0,
                        position) instanceof DatagramFate.Passed(int copies, _) && copies == 2)
                .count();
        assertEquals(0.1 * (MANY - droppedOnly), twice, 200, "a tenth of those that are not dropped");
    }

    @Test
    void aboutTheFractionAskedForIsHit() {
        for (double fraction : new double[] {0, 0.01, 0.1, 0.5, 0.9, 1}) {
            for (long seed : new long[] {0, 1, 2, -1, Long.MAX_VALUE}) {
                int hit = dropped(DatagramFaults.NONE.dropping(fraction), seed, Direction.TO_SERVER, 0)
                        .size();
                double fourSigma = 4 * Math.sqrt(MANY * fraction * (1 - fraction));
                assertEquals(MANY * fraction, hit, fourSigma, "fraction " + fraction + ", seed " + seed);
            }
        }
    }

    @Test
    void neighboursAreHitIndependently() {
        List<Long> dropped = dropped(TENTH, 7, Direction.TO_SERVER, 0);
        long pairs = dropped.stream().filter(position -> Collections.binarySearch(dropped, position + 1) >= 0)
                .count();
        assertEquals(MANY * 0.01, pairs, 70, "two in a row");
    }

    @Test
    void aCutHitsExactlyItsPositions() {
        DatagramFaults faults = DatagramFaults.NONE.cutting(3, 5);
        assertEquals(List.of(3L, 4L), dropped(faults, 1, Direction.TO_SERVER, 0));
        assertInstanceOf(DatagramFate.Lost.class, faults.fate(9, Direction.TO_CLIENT, 4, 3));
    }

    @Test
    void aFractionMustBeOne() {
        assertThrows(IllegalArgumentException.class, () -> DatagramFaults.NONE.dropping(1.1));
        assertThrows(IllegalArgumentException.class, () -> DatagramFaults.NONE.duplicating(-0.1));
        assertThrows(IllegalArgumentException.class, () -> DatagramFaults.NONE.dropping(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> DatagramFaults.NONE.cutting(5, 3));
    }
}
