package netkit.cli.udp;

import java.io.PrintWriter;
import java.util.OptionalLong;

import com.google.gson.JsonObject;

import netkit.report.Numbers;
import netkit.udp.RunStats;

/**
 * The final statistics of {@code netkit udp-listen}.
 *
 * @param bytes payload bytes received, without those cut off
 * @param truncated number of datagrams longer than the buffer
 * @param buffer the longest datagram received whole, bytes
 * @param dropped datagrams that the kernel dropped; empty if it does not count them
 * @param kernelBuffer size of the kernel's receive buffer, bytes
 */
record UdpListenReport(long datagrams, long bytes, long truncated, int buffer, OptionalLong dropped,
        int kernelBuffer, RunStats runStats) {
    void print(PrintWriter out) {
        out.println();
        out.println(
                "received " + Numbers.counted(datagrams, "datagram") + ", " + Numbers.counted(bytes, "byte"));
        if (truncated > 0) {
            out.println(Numbers.counted(truncated, "datagram") + " truncated to the --buffer of "
                    + Numbers.counted(buffer, "byte") + "; the rest of each is lost");
        }
        if (dropped.orElse(0) > 0) {
            out.println("the kernel dropped " + Numbers.grouped(dropped.getAsLong())
                    + " more, most likely because its receive buffer of "
                    + Numbers.counted(kernelBuffer, "byte") + " was full");
        }
        if (!runStats.byRun().isEmpty()) {
            RunTable.print(out, runStats);
        }
        if (runStats.untracked() > 0) {
            out.println(Numbers.counted(runStats.untracked(), "numbered datagram")
                    + " not tracked: more than " + Numbers.counted(RunStats.MAX_RUNS, "run")
                    + ", or sequence numbers too far apart");
        }
        out.flush();
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("schema", 1);
        json.addProperty("datagrams", datagrams);
        json.addProperty("bytes", bytes);
        json.addProperty("truncated", truncated);
        json.addProperty("lostByKernel", dropped.isPresent() ? dropped.getAsLong() : null);
        json.add("runs", RunTable.json(runStats));
        json.addProperty("untracked", runStats.untracked());
        return json;
    }
}
