package netkit.cli.udp;

import java.util.List;

import netkit.cli.terminal.Table;
import netkit.net.Endpoint;
import netkit.report.Numbers;
import netkit.udp.NumberedDatagram;
import netkit.udp.RunStats;
import netkit.udp.SequenceStats;

/** A table of statistics of numbered datagrams, with a row for each run of each sender. */
final class RunTable {
    /** The most ranges of missing numbers in a line. */
    private static final int RANGES = 5;
    private static final int RANGES_IN_JSON = 100;
    private static final int WIDTH = 80;

    /** @param count null if it is not known */
    record Row(String sender, String run, Integer count, long received, long missing, String missingRanges,
            long duplicates, long outOfOrder, double jitterMillis) {}

    private RunTable() {}

    static List<String> lines(RunStats runStats) {
        Table table = new Table(1).left("sender", 15).left("run", 8).right("received", 11)
                .right("missing", 7).right("dup", 4).right("out of\norder", 6).right("jitter\nms", 6);
        runStats.byRun().forEach((run, stats) -> {
            table.row(Endpoint.of(run.sender()).toString(), NumberedDatagram.text(run.id()), received(stats),
                    "" + stats.missing(), "" + stats.duplicated(), "" + stats.outOfOrder(),
                    Numbers.millis(stats.jitterNanos()));
            if (stats.missing() > 0) {
                table.line("  missing: " + stats.missingRanges(RANGES));
            }
        });
        return table.lines(WIDTH);
    }

    private static String received(SequenceStats stats) {
        return stats.received() + (stats.count() == 0 ? "" : "/" + stats.count());
    }

    /** Returns the rows for JSON. */
    static List<Row> rows(RunStats runStats) {
        return runStats.byRun().entrySet().stream().map(entry -> {
            SequenceStats stats = entry.getValue();
            return new Row(Endpoint.of(entry.getKey().sender()).toString(),
                    NumberedDatagram.text(entry.getKey().id()), stats.count() == 0 ? null : stats.count(),
                    stats.received(), stats.missing(), stats.missingRanges(RANGES_IN_JSON),
                    stats.duplicated(), stats.outOfOrder(), stats.jitterNanos() / 1e6);
        }).toList();
    }
}
