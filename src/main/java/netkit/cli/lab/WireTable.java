package netkit.cli.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.Faults;
import netkit.lab.wire.HostCount;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireSettings;
import netkit.report.Numbers;

/** What the wire does and what it did, a row for each direction in which there is anything to tell; 80 columns wide. */
final class WireTable {
    private static final String HEADING = "%10s %13s %10s %8s %7s %9s";
    private static final String ROW = "%,10d %,13d %,10d %,8d %,7d %,9d";

    private WireTable() {}

    /** The settings and the counters. */
    static List<String> lines(WireSettings settings, List<DirectionCount> counts, List<HostCount> hosts) {
        return lines(settings.faults(), counts, hosts);
    }

    /** The counters alone. */
    static List<String> counts(List<DirectionCount> counts, List<HostCount> hosts) {
        return lines(Map.of(), counts, hosts);
    }

    private static List<String> lines(Map<HostPair, Faults> settings, List<DirectionCount> counts,
            List<HostCount> hosts) {
        List<DirectionCount> told = counts.stream()
                .filter(count -> count.packets() > 0
                        || !settings.getOrDefault(count.pair(), Faults.NONE).equals(Faults.NONE))
                .toList();
        List<String> lines = new ArrayList<>();
        int width = told.stream().mapToInt(count -> count.pair().toString().length()).max().orElse(0);
        if (!told.isEmpty()) {
            lines.add(" ".repeat(width)
                    + HEADING.formatted("packets", "bytes", "delivered", "dropped", "copies",
                            "TCP again"));
        }
        for (DirectionCount count : told) {
            lines.add(("%-" + width + "s").formatted(count.pair()) + String.format(Locale.ROOT, ROW,
                    count.packets(), count.bytes(), count.delivered(), count.totalDropped(),
                    count.duplicated(), count.retransmitted()));
            Faults faults = settings.getOrDefault(count.pair(), Faults.NONE);
            if (!faults.equals(Faults.NONE)) {
                lines.add("  set to: " + faults);
            }
            details(count).forEach(detail -> lines.add("  " + detail));
        }
        if (told.size() < counts.size()) {
            lines.add((told.isEmpty() ? "every direction"
                    : counts.size() - told.size() == 1 ? "the other direction"
                            : "the other directions")
                    + ": no packets yet" + (settings.isEmpty() ? "" : ", no faults"));
        }
        hosts.forEach(host -> lines.addAll(accidents(host)));
        return lines;
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
        add(others, count.heldBack(), "held back for later ones to pass");
        add(others, count.inFlight(), "under way just now");
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

    /** What nobody asked for must not be taken for a fault of the wire. */
    private static List<String> accidents(HostCount host) {
        List<String> lines = new ArrayList<>();
        if (host.lostByKernel() > 0) {
            lines.add("this machine itself lost " + Numbers.counted(host.lostByKernel(), "packet") + " at "
                    + host.host() + ": too much load, not a fault that was asked for");
        }
        if (host.refused() > 0) {
            lines.add(host.host() + " did not take " + Numbers.counted(host.refused(), "packet")
                    + " that the wire brought");
        }
        if (host.unknownDestination() > 0) {
            lines.add(host.host() + " sent " + Numbers.counted(host.unknownDestination(), "packet")
                    + " to an address that no host has");
        }
        return lines;
    }
}
