package netkit.cli.udp;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.report.Numbers;
import netkit.udp.KernelDrops;
import netkit.udp.RunStats;

/**
 * The final statistics of {@code netkit udp-listen}.
 *
 * @param bytes payload bytes received, without those cut off
 * @param truncated number of datagrams longer than the buffer
 * @param buffer the longest datagram received whole, bytes
 * @param dropped empty if the kernel does not count what it drops
 * @param kernelBuffer size of the kernel's receive buffer, bytes
 */
record UdpListenReport(long datagrams, long bytes, long truncated, int buffer, Optional<KernelDrops> dropped,
        int kernelBuffer, RunStats runStats) {
    void print(PrintWriter out) {
        out.println();
        out.println(
                "received " + Numbers.counted(datagrams, "datagram") + ", " + Numbers.counted(bytes, "byte"));
        if (truncated > 0) {
            out.println(Numbers.counted(truncated, "datagram") + " truncated to the --buffer of "
                    + Numbers.counted(buffer, "byte") + "; the rest of each is lost");
        }
        dropped.filter(drops -> drops.datagrams() > 0).ifPresent(drops -> out.println(
                "the kernel dropped " + Numbers.grouped(drops.datagrams()) + " more" + why(drops)));
        if (!runStats.byRun().isEmpty()) {
            RunTable.lines(runStats).forEach(out::println);
        }
        if (runStats.untracked() > 0) {
            out.println(Numbers.counted(runStats.untracked(), "numbered datagram")
                    + " not tracked: more than " + Numbers.counted(RunStats.MAX_RUNS, "run")
                    + ", or sequence numbers too far apart");
        }
    }

    private String why(KernelDrops drops) {
        String full = "because its receive buffer of " + Numbers.counted(kernelBuffer, "byte") + " was full";
        String bad = "because of a wrong checksum";
        if (drops.badChecksum().isEmpty()) {
            return " " + full + ", or " + bad;
        }
        long badOnes = drops.badChecksum().getAsLong();
        return badOnes == 0 ? " " + full
                : badOnes == drops.datagrams() ? " " + bad
                        : ": " + Numbers.grouped(badOnes) + " " + bad + ", "
                                + Numbers.grouped(drops.datagrams() - badOnes) + " " + full;
    }

    /** The form for JSON: null stands for what the kernel does not count. */
    private record Result(int schema, long datagrams, long bytes, long truncated, Long lostByKernel,
            Long badChecksum, List<RunTable.Row> runs, long untracked) {}

    Record json() {
        OptionalLong badChecksum = dropped.map(KernelDrops::badChecksum).orElse(OptionalLong.empty());
        return new Result(1, datagrams, bytes, truncated, dropped.map(KernelDrops::datagrams).orElse(null),
                badChecksum.isPresent() ? badChecksum.getAsLong() : null, RunTable.rows(runStats),
                runStats.untracked());
    }
}
