package netkit.lab.script;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An experiment: its hosts and settings, and its steps in order.
 *
 * @param hosts 2 to 16 names
 * @param seed of the faults; random if empty
 * @param limit time limit of the run
 */
public record LabPlan(Optional<String> title, List<String> hosts, OptionalLong seed, Duration limit,
        List<LabLine> lines) {
    public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(1);
    public static final List<String> DEFAULT_HOSTS = List.of("alice", "bob");

    public LabPlan {
        hosts = List.copyOf(hosts);
        lines = List.copyOf(lines);
    }
}
