package netkit.cli.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import netkit.cli.terminal.Table;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.Faults;
import netkit.lab.wire.HostCount;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.Late;
import netkit.lab.wire.WireSettings;
import netkit.report.BusyMachine;
import netkit.report.Numbers;

/** A table of the wire's faults and counters, with a row for each direction that has any; 80 columns wide. */
final class WireTable {
    private static final int WIDTH = 80;

    private WireTable() {}

    /** Returns the faults and the counters. */
    static List<String> lines(WireSettings settings, List<DirectionCount> counts, List<HostCount> hosts,
            Late late) {
        return lines(settings, settings.faults(), counts, hosts, late);
    }

    /** Returns only the counters. */
    static List<String> counts(WireSettings settings, List<DirectionCount> counts, List<HostCount> hosts,
            Late late) {
        return lines(settings, Map.of(), counts, hosts, late);
    }

    /** @param shownFaults the faults to show */
    private static List<String> lines(WireSettings settings, Map<HostPair, Faults> shownFaults,
            List<DirectionCount> counts, List<HostCount> hosts, Late late) {
        List<DirectionCount> shown = counts.stream()
                .filter(count -> count.packets() > 0
                        || !shownFaults.getOrDefault(count.pair(), Faults.NONE).equals(Faults.NONE))
                .toList();
        Table table = new Table(1).left("", 0).right("packets", 9).right("bytes", 13).right("delivered", 10)
                .right("dropped", 8).right("dup", 5).right("TCP retrans", 11);
        for (DirectionCount count : shown) {
            table.row(count.pair().toString(), Numbers.grouped(count.packets()),
                    Numbers.grouped(count.bytes()),
                    Numbers.grouped(count.delivered()), Numbers.grouped(count.totalDropped()),
                    Numbers.grouped(count.duplicates()), Numbers.grouped(count.retransmitted()));
            Faults faults = shownFaults.getOrDefault(count.pair(), Faults.NONE);
            if (!faults.equals(Faults.NONE)) {
                table.line("  set to: " + faults);
            }
            details(count).forEach(detail -> table.line("  " + detail));
        }
        List<String> lines = new ArrayList<>(shown.isEmpty() ? List.of() : table.lines(WIDTH));
        if (shown.size() < counts.size()) {
            lines.add((shown.isEmpty() ? "every direction"
                    : counts.size() - shown.size() == 1 ? "the other direction"
                            : "the other directions")
                    + ": no packets yet" + (shownFaults.isEmpty() ? "" : ", no faults"));
        }
        hosts.forEach(host -> lines.addAll(unconfiguredLosses(host)));
        BusyMachine.of(late, longestDelay(settings)).ifPresent(lines::add);
        return lines;
    }

    private static Duration longestDelay(WireSettings settings) {
        return settings.faults().values().stream().map(faults -> faults.delay().plus(faults.jitter()))
                .max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static List<String> details(DirectionCount count) {
        List<String> details = new ArrayList<>();
        if (!count.dropped().isEmpty()) {
            details.add("dropped: " + count.dropped().entrySet().stream().sorted(Map.Entry.comparingByKey())
                    .map(entry -> Numbers.grouped(entry.getValue()) + " (" + entry.getKey().text() + ")")
                    .collect(Collectors.joining(", ")));
        }
        List<String> others = new ArrayList<>();
        add(others, count.corrupted(), "corrupted");
        add(others, count.heldBack(), "held back (reordered)");
        add(others, count.inFlight(), "in flight");
        if (!others.isEmpty()) {
            details.add(String.join(", ", others));
        }
        return details;
    }

    private static void add(List<String> to, long count, String what) {
        if (count > 0) {
            to.add(Numbers.grouped(count) + " " + what);
        }
    }

    /** Returns the losses that must not be mistaken for configured faults. */
    private static List<String> unconfiguredLosses(HostCount host) {
        List<String> lines = new ArrayList<>();
        if (host.lostByKernel() > 0) {
            lines.add("this machine lost " + Numbers.counted(host.lostByKernel(), "packet") + " at "
                    + host.host() + ": overload, not a configured fault");
        }
        if (host.refused() > 0) {
            lines.add(host.host() + " did not accept " + Numbers.counted(host.refused(), "packet")
                    + " that the wire delivered");
        }
        return lines;
    }
}
