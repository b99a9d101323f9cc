package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import netkit.lesson.check.FileLines.Difference;
import netkit.lesson.check.FileLines.Kind;
import netkit.queue.QueueStats.Metric;

/** The lines of a program's file and the numbers of a queue, compared with those that are wanted. */
class FileLinesTest {
    @Test
    void orderOfLinesDoesNotMatter() {
        assertEquals(Kind.NONE, FileLines.compare(List.of("1", "2", "2"), List.of("2", "1", "2")).kind());
    }

    @Test
    void lineThatIsTooMuchCountsBeforeOneThatMayStillCome() {
        assertEquals(new Difference(Kind.MISSING, "2"), FileLines.compare(List.of("1", "2"), List.of("1")));
        assertEquals(new Difference(Kind.REPEATED, "1"),
                FileLines.compare(List.of("1", "2"), List.of("1", "1")));
        assertEquals(new Difference(Kind.EXTRA, "3"), FileLines.compare(List.of("1", "2"), List.of("3")));
        assertFalse(FileLines.compare(List.of("1"), List.of()).isFinal());
    }

    @Test
    void queueThatDoesNotExistHasZeros() {
        assertTrue(QueueNumbers.fit(Map.of(Metric.READY, 0L), Map.of()));
        assertFalse(QueueNumbers.fit(Map.of(Metric.READY, 1L), Map.of()));
    }

    @Test
    void onlyCountersExceedForGood() {
        Map<Metric, Long> wanted = Map.of(Metric.READY, 0L, Metric.ACKED, 1L);
        Set<Metric> counters = Set.of(Metric.ACKED);
        assertFalse(QueueNumbers.exceed(wanted, Map.of(Metric.READY, 5L), counters));
        Map<Metric, Long> found = Map.of(Metric.READY, 5L, Metric.ACKED, 2L);
        assertTrue(QueueNumbers.exceed(wanted, found, counters));
        assertEquals(Metric.ACKED, QueueNumbers.firstWrong(wanted, found, counters));
    }
}
