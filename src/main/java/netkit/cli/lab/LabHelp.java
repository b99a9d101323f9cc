package netkit.cli.lab;

import java.util.ArrayList;
import java.util.List;

/** The help for the lab's language, shared by its console and its files; at most 80 columns. */
final class LabHelp {
    /** The steps, which files and the console share. */
    static final List<String> STEPS = List.of(
            "  alice ping bob             run a program on a host; host names resolve there",
            "  bob serves netkit udp-listen 9001",
            "                             the same, but the run does not wait for its end",
            "  alice types hello          type a line to alice's last program (or: alice<",
            "                             hello); ^D closes its input, ^C interrupts it",
            "  stop bob                   stop programs as Ctrl-C does: those of a host, a",
            "                             number, or all",
            "  wire loss 10% delay 20ms   set faults of the wire: loss P% [burst N],",
            "                             delay T [jitter T], reorder P%, duplicate P%,",
            "                             corrupt P%, rate 1mbit [queue 64k], mtu N, cut,",
            "                             heal, clear; loss off removes that fault",
            "  wire alice>bob cut         the same in one direction; also alice>, >bob,",
            "                             alice<>bob",
            "  wire show                  show the faults and the counters of the wire",
            "  hosts, programs            show the hosts or the programs",
            "  at 2s wire cut             do any of these later, while the lines below",
            "                             continue",
            "  wait 2s                    delay the lines below",
            "  wait until bob listens on 9000",
            "                             … until a port is open (without on: a new one)",
            "  wait until bob prints \"ready\"",
            "                             … until a line contains this text",
            "  wait until alice ends      … until alice's programs have ended, except those",
            "                             that serve",
            "  ladder on, ladder off      draw each packet as an arrow between the hosts",
            "  capture start FOLDER       record the packets of each host, for Wireshark:",
            "                             alice.pcapng, … (capture start ping.pcapng:",
            "                             ping-alice.pcapng, …)",
            "  capture stop               stop recording",
            "  say TEXT                   print a remark");

    private static final List<String> EXAMPLES = List.of("  netkit lab run cut --ladder",
            "  netkit lab run loss --seed 11 --capture captures",
            "  netkit lab run queue --show",
            "  netkit lab run --wire \"loss 10% delay 20ms\" --on alice \"ping -c 5 bob\"");

    private static final List<String> SETTINGS = List.of("", "A .lab file, line by line:",
            "  title TEXT                 settings, before the first step: the title,",
            "  hosts alice bob            the hosts (default: alice bob),",
            "  seed 7                     the seed of the faults (default: random),",
            "  limit 30s                  and the time limit (default: 1m)");

    private static final List<String> NOTES = List.of(
            "  end                        stop all programs and end the run",
            "  # TEXT                     a comment",
            "",
            "ARP and IPv6's neighbour discovery, by which hosts find each other's hardware",
            "addresses, are subject to cut, delay, rate and mtu only, and are not counted.",
            "",
            "Steps are executed from top to bottom. The time of 'at' counts from the last",
            "'wait' above it. Words are quoted as in a shell, but nothing is expanded: for a",
            "pipe or a variable write sh -c '…'. The input of a program can be a file:",
            "alice cat < FILE. It ends after the last line that is typed to the program.");

    private LabHelp() {}

    /** Returns the footer of {@code lab run --help}, with % escaped for picocli. */
    static String[] runFooter() {
        List<String> lines = new ArrayList<>(EXAMPLES);
        lines.addAll(SETTINGS);
        lines.addAll(STEPS);
        lines.addAll(NOTES);
        return lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new);
    }
}
