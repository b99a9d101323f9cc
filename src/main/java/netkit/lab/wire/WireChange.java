package netkit.lab.wire;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A change of the wire's faults, parsed from text. A word with {@code >} in it selects the directions to which the
 * faults after it apply; without one they apply to all:
 *
 * <pre>
 * change    = *( direction | fault [","] )
 * direction = [host] ">" [host] | host "&lt;&gt;" host
 * fault     = "loss" percentage ["burst" packets]
 *           | "loss" "gemodel" p r loss-in-bad loss-in-good
 *           | "delay" time ["jitter" time]
 *           | "reorder" percentage ["by" packets] ["within" time]
 *           | "duplicate" percentage
 *           | "corrupt" percentage
 *           | "rate" bits ["queue" (size | packets "packets")]
 *           | "mtu" bytes
 *           | "cut" | "heal" | "clear"
 * </pre>
 *
 * Each fault replaces the previous fault of its kind entirely: {@code delay 50ms} after
 * {@code delay 50ms jitter 10ms} removes the jitter. {@code off} (or 0) after the name of a fault removes it,
 * {@code clear} removes all faults.
 */
public final class WireChange {
    /** The directions that a fault applies to. */
    private record Scope(Optional<String> from, Optional<String> to, boolean bothWays) {
        static final Scope ALL = new Scope(Optional.empty(), Optional.empty(), false);

        static Scope parse(String word) {
            boolean bothWays = word.contains("<>");
            String[] hosts = word.split(bothWays ? "<>" : ">", -1);
            if (hosts.length != 2
                    || (bothWays ? hosts[0].isEmpty() || hosts[1].isEmpty() : word.equals(">"))) {
                throw new IllegalArgumentException("'" + word
                        + "' is not a direction: write alice>bob, alice>, >bob or alice<>bob, without spaces");
            }
            return new Scope(name(hosts[0]), name(hosts[1]), bothWays);
        }

        private static Optional<String> name(String host) {
            return host.isEmpty() ? Optional.empty() : Optional.of(host);
        }

        Set<HostPair> pairs(List<String> hosts) {
            requireHost(from, hosts);
            requireHost(to, hosts);
            if (from.isPresent() && from.equals(to)) {
                throw new IllegalArgumentException(
                        "'" + this + "': the wire does not lead from a host to itself");
            }
            Set<HostPair> pairs = new LinkedHashSet<>();
            for (String one : hosts) {
                for (String other : hosts) {
                    if (!one.equals(other) && (matches(one, other) || bothWays && matches(other, one))) {
                        pairs.add(new HostPair(one, other));
                    }
                }
            }
            return pairs;
        }

        private boolean matches(String one, String other) {
            return from.orElse(one).equals(one) && to.orElse(other).equals(other);
        }

        private static void requireHost(Optional<String> name, List<String> hosts) {
            if (name.isPresent() && !hosts.contains(name.get())) {
                throw new IllegalArgumentException(
                        "there is no host '" + name.get() + "' on the wire: the hosts are "
                                + String.join(", ", hosts));
            }
        }

        @Override
        public String toString() {
            return from.orElse("") + (bothWays ? "<>" : ">") + to.orElse("");
        }
    }

    private record Step(Scope scope, ParsedFault fault) {}

    private final List<Step> steps;

    private WireChange(List<Step> steps) {
        this.steps = steps;
    }

    /** @throws IllegalArgumentException with a one-line message: what is wrong, where, and what is allowed */
    public static WireChange parse(String text) {
        WireTokens tokens = new WireTokens(text);
        List<Step> steps = new ArrayList<>();
        Scope scope = Scope.ALL;
        boolean used = true;
        while (tokens.hasNext()) {
            if (tokens.peek().contains(">")) {
                scope = Scope.parse(tokens.next());
                used = false;
            } else {
                steps.add(new Step(scope, ParsedFault.read(tokens)));
                used = true;
            }
        }
        if (steps.isEmpty() || !used) {
            throw new IllegalArgumentException(
                    "'" + text.strip() + "': a fault must follow: " + ParsedFault.KNOWN);
        }
        return new WireChange(List.copyOf(steps));
    }

    /** @throws IllegalArgumentException with a one-line message for an unknown host */
    public WireSettings applyTo(WireSettings settings) {
        WireSettings changed = settings;
        for (Step step : steps) {
            changed = changed.with(step.scope.pairs(settings.hosts()), step.fault.effect());
        }
        return changed;
    }

    /** Returns the change in canonical form: each fault is preceded by its direction, unless it applies to all. */
    @Override
    public String toString() {
        return steps.stream()
                .map(step -> (step.scope.equals(Scope.ALL) ? "" : step.scope + " ") + step.fault.text())
                .collect(Collectors.joining(" "));
    }
}
