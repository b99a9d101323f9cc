package netkit.cli.udp;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

import netkit.net.Endpoint;
import netkit.report.Numbers;
import netkit.udp.NumberedDatagram;

/**
 * The result of {@code netkit udp-send}.
 *
 * @param datagrams number handed to the kernel
 * @param bytes their payload, bytes
 * @param portUnreachable whether an ICMP port unreachable came back
 * @param run empty if they were not numbered
 * @param replies number of datagrams received
 */
record UdpSendReport(Endpoint to, Endpoint from, long datagrams, long bytes, boolean portUnreachable,
        Optional<Run> run, long replies, long replyBytes) {
    /**
     * A run of numbered datagrams.
     *
     * @param count number to be sent
     * @param size payload of each, bytes
     * @param nanos time from sending the first to having sent the last
     */
    record Run(int id, int count, int size, long nanos) {
        double seconds() {
            return nanos / 1e9;
        }
    }

    void print(PrintWriter out) {
        out.println("sent " + what() + " to " + to + " from " + from);
        run.ifPresent(numbered -> out.println(pace(numbered)));
        if (!portUnreachable && datagrams > 0 && replies == 0) {
            out.println("nothing tells us whether " + (datagrams == 1 ? "it" : "they") + " arrived");
        }
        if (replies > 0) {
            out.println(Numbers.counted(replies, "datagram") + " of " + Numbers.counted(replyBytes, "byte")
                    + (replies == 1 ? "" : " in all") + " came back");
        }
    }

    private String what() {
        return run.map(numbered -> (datagrams < numbered.count() ? Numbers.grouped(datagrams) + " of " : "")
                + Numbers.counted(numbered.count(), "datagram") + " of "
                + Numbers.counted(numbered.size(), "byte"))
                .orElse(datagrams == 0 ? "nothing"
                        : Numbers.counted(datagrams, "datagram") + " of " + Numbers.counted(bytes, "byte")
                                + (datagrams == 1 ? "" : " in all"));
    }

    private String pace(Run numbered) {
        String time = String.format(Locale.ROOT, "numbered in run %s, %.2f s",
                NumberedDatagram.text(numbered.id()),
                numbered.seconds());
        // the interval from the first to the last holds one datagram less
        double perSecond = (datagrams - 1) / numbered.seconds();
        return datagrams < 2 ? time
                : time + String.format(Locale.ROOT, ", %,.0f/s, %.1f Mbit/s", perSecond,
                        perSecond * numbered.size() * 8 / 1e6);
    }

    /** The form for JSON: run and seconds are null if the datagrams were not numbered. */
    private record Result(int schema, String to, String from, long datagrams, long bytes, String run,
            Double seconds, boolean portUnreachable, long replies, long replyBytes) {}

    Record json() {
        return new Result(1, to.toString(), from.toString(), datagrams, bytes,
                run.map(numbered -> NumberedDatagram.text(numbered.id())).orElse(null),
                run.map(Run::seconds).orElse(null), portUnreachable, replies, replyBytes);
    }
}
