package netkit.lab.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The faults of every direction of the wire. Immutable.
 *
 * @param faults of every pair of hosts, in the order of the hosts; a missing pair has none
 */
public record WireSettings(List<String> hosts, Map<HostPair, Faults> faults) {
    public WireSettings {
        hosts = List.copyOf(hosts);
        Map<HostPair, Faults> all = new LinkedHashMap<>();
        for (String from : hosts) {
            for (String to : hosts) {
                if (!from.equals(to)) {
                    HostPair pair = new HostPair(from, to);
                    all.put(pair, faults.getOrDefault(pair, Faults.NONE));
                }
            }
        }
        if (!all.keySet().containsAll(faults.keySet())) {
            throw new IllegalArgumentException("faults for an unknown host: " + faults.keySet());
        }
        faults = Collections.unmodifiableMap(all);
    }

    /** Returns settings without faults. */
    public static WireSettings clear(List<String> hosts) {
        return new WireSettings(hosts, Map.of());
    }

    /** @throws IllegalArgumentException for an unknown host */
    public Faults of(HostPair pair) {
        Faults found = faults.get(pair);
        if (found == null) {
            throw new IllegalArgumentException("the wire has no direction " + pair);
        }
        return found;
    }

    /** Returns settings with a change applied to these pairs; all others are unchanged. */
    public WireSettings with(Set<HostPair> pairs, UnaryOperator<Faults> change) {
        Map<HostPair, Faults> changed = new LinkedHashMap<>(faults);
        pairs.forEach(pair -> changed.put(pair, change.apply(of(pair))));
        return new WireSettings(hosts, changed);
    }

    /** Returns one line that {@link WireChange#parse} reads; applied to a clear wire it restores these settings. */
    @Override
    public String toString() {
        Set<Faults> different = Set.copyOf(faults.values());
        if (different.size() == 1) {
            return different.iterator().next().toString();
        }
        return faults.entrySet().stream().filter(entry -> !entry.getValue().equals(Faults.NONE))
                .map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(" "));
    }
}
