package netkit.cli.udp;

import java.io.PrintWriter;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.net.Endpoint;
import netkit.report.Numbers;
import netkit.udp.NumberedDatagram;
import netkit.udp.RunStats;
import netkit.udp.SequenceStats;

/** A table of statistics of numbered datagrams, with a row for each run of each sender. */
public final class RunTable {
    /** The most ranges of missing numbers in a line. */
    private static final int RANGES = 5;
    private static final int RANGES_IN_JSON = 100;
    private static final String ROW = "%-21s  %-8s  %11s  %9s  %10s  %12s  %9s%n";

    private RunTable() {}

    public static void print(PrintWriter out, RunStats runStats) {
        out.printf(ROW, "sender", "run", "received", "missing", "duplicated", "out of order", "jitter ms");
        runStats.byRun().forEach((run, stats) -> {
            out.printf(ROW, Endpoint.of(run.sender()), NumberedDatagram.text(run.id()), received(stats),
                    stats.missing(), stats.duplicated(), stats.outOfOrder(),
                    Numbers.millis(stats.jitterNanos()));
            if (stats.missing() > 0) {
                out.println("  missing: " + stats.missingRanges(RANGES));
            }
        });
    }

    private static String received(SequenceStats stats) {
        return stats.received() + (stats.count() == 0 ? "" : "/" + stats.count());
    }

    public static JsonArray json(RunStats runStats) {
        JsonArray rows = new JsonArray();
        runStats.byRun().forEach((run, stats) -> {
            JsonObject json = new JsonObject();
            json.addProperty("sender", Endpoint.of(run.sender()).toString());
            json.addProperty("run", NumberedDatagram.text(run.id()));
            json.addProperty("count", stats.count() == 0 ? null : stats.count());
            json.addProperty("received", stats.received());
            json.addProperty("missing", stats.missing());
            json.addProperty("missingRanges", stats.missingRanges(RANGES_IN_JSON));
            json.addProperty("duplicates", stats.duplicated());
            json.addProperty("outOfOrder", stats.outOfOrder());
            json.addProperty("jitterMillis", stats.jitterNanos() / 1e6);
            rows.add(json);
        });
        return rows;
    }
}
