package netkit.cli.udp;

import java.io.PrintWriter;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.net.Endpoint;
import netkit.report.Numbers;
import netkit.udp.NumberedDatagram;
import netkit.udp.RunStats;
import netkit.udp.SequenceStats;

/** The accounts of numbered datagrams, a row for each run of each sender. */
public final class RunTable {
    /** As many ranges of missing numbers as a line of 100 columns has room for. */
    private static final int RANGES = 5;
    private static final int RANGES_IN_JSON = 100;
    private static final String ROW = "%-21s  %-8s  %11s  %9s  %10s  %12s  %9s%n";

    private RunTable() {}

    public static void print(PrintWriter out, RunStats accounts) {
        out.printf(ROW, "sender", "run", "received", "missing", "duplicated", "out of order", "jitter ms");
        accounts.accounts().forEach((run, account) -> {
            out.printf(ROW, Endpoint.of(run.sender()), NumberedDatagram.text(run.id()), received(account),
                    account.missing(), account.duplicated(), account.outOfOrder(),
                    Numbers.millis(account.jitterNanos()));
            if (account.missing() > 0) {
                out.println("  missing: " + account.missingRanges(RANGES));
            }
        });
    }

    private static String received(SequenceStats account) {
        return account.received() + (account.count() == 0 ? "" : "/" + account.count());
    }

    public static JsonArray json(RunStats accounts) {
        JsonArray runs = new JsonArray();
        accounts.accounts().forEach((run, account) -> {
            JsonObject json = new JsonObject();
            json.addProperty("sender", Endpoint.of(run.sender()).toString());
            json.addProperty("run", NumberedDatagram.text(run.id()));
            json.addProperty("count", account.count() == 0 ? null : account.count());
            json.addProperty("received", account.received());
            json.addProperty("missing", account.missing());
            json.addProperty("missingRanges", account.missingRanges(RANGES_IN_JSON));
            json.addProperty("duplicated", account.duplicated());
            json.addProperty("outOfOrder", account.outOfOrder());
            json.addProperty("jitterMillis", account.jitterNanos() / 1e6);
            runs.add(json);
        });
        return runs;
    }
}
