package netkit.lesson.check;

import java.util.Map;
import java.util.Set;

import netkit.queue.QueueStats.Metric;

/** Compares the metrics of a queue with those that are wanted; a queue that does not exist has zeros. */
public final class QueueNumbers {
    private QueueNumbers() {}

    public static boolean fit(Map<Metric, Long> wanted, Map<Metric, Long> found) {
        return wanted.entrySet().stream().allMatch(one -> one.getValue() == of(found, one.getKey()));
    }

    /** Whether one that only grows is larger than wanted. */
    public static boolean exceed(Map<Metric, Long> wanted, Map<Metric, Long> found, Set<Metric> counters) {
        return wanted.entrySet().stream()
                .anyMatch(one -> counters.contains(one.getKey()) && of(found, one.getKey()) > one.getValue());
    }

    /** Returns the first that differs; one that is too large counts before one that may still grow. */
    public static Metric firstWrong(Map<Metric, Long> wanted, Map<Metric, Long> found, Set<Metric> counters) {
        return wanted.keySet().stream().filter(
                metric -> counters.contains(metric) && of(found, metric) > wanted.get(metric)).findFirst()
                .or(() -> wanted.keySet().stream().filter(metric -> of(found, metric) != wanted.get(metric))
                        .findFirst())
                .orElseThrow();
    }

    public static long of(Map<Metric, Long> found, Metric metric) {
        return found.getOrDefault(metric, 0L);
    }
}
