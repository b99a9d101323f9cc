package netkit.lab.script;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An experiment: who is on the wire, and what happens.
 *
 * @param hosts 2 to 16 names
 * @param limit how long it may take
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
