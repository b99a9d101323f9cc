package netkit.cli.lab;

/** How the lab is spoken to: the same words in its console and in its files. */
final class LabHelp {
    /** The steps, which files and the console share. */
    static final String[] STEPS = {
        "  alice ping bob                     run a program on a host; names resolve there",
        "  bob serves netkit udp-listen 9001  the same, but nobody waits for its end",
        "  alice types hello                  type a line to alice's last program (or: alice< hello);",
        "                                     ^D ends its input, ^C interrupts it",
        "  stop bob                           end programs as Ctrl-C would: a host's, a number's, or all",
        "  wire loss 10% delay 20ms           what the wire does from now on: loss P% [burst N], delay T",
        "                                     [jitter T], reorder P%, duplicate P%, corrupt P%, rate 1mbit",
        "                                     [queue 64k], mtu N, cut, heal, clear; X off takes X back",
        "  wire alice>bob cut                 the same for one direction; also alice>, >bob, alice<>bob",
        "  wire show                          what is set, and what went over the wire",
        "  hosts, programs                    show them",
        "  at 2s wire cut                     any of these later, while the lines below go on",
        "  wait 2s                            do the lines below later",
        "  wait until bob listens on 9000     … when a port is open (without 'on': any new one)",
        "  wait until bob prints \"ready\"      … when a line with this text has come",
        "  wait until alice ends              … when alice's programs have ended, but those that serve",
        "  ladder on, ladder off              draw each packet as an arrow",
        "  capture start FOLDER, capture stop write what each host sees, for Wireshark: alice.pcapng, …",
        "                                     (capture start ping.pcapng: ping-alice.pcapng, …)",
        "  say TEXT                           print a remark"};

    /** For the help of {@code lab run}, a %n and % of which picocli makes more. */
    static final String[] FILE = file();

    private LabHelp() {}

    private static String[] file() {
        String head = String.join("%n",
                "  title TEXT                         settings, which stand above all else: what it is about,",
                "  hosts alice bob                    the hosts,",
                "  seed 7                             which packets are hit,",
                "  limit 30s                          and how long it may take (1m if nothing is said)");
        String steps = String.join("%n", STEPS).replace("%", "%%").replace("%%n", "%n");
        String tail = String.join("%n",
                "  end                                end all programs, and the run",
                "  # TEXT                             a comment",
                "",
                "Steps are done from top to bottom. The time of 'at' counts from the last 'wait' above it. Words",
                "are quoted as in a shell, but nothing is expanded: for a pipe or a variable write sh -c '…'. The",
                "input of a program can be a file: alice cat < FILE. It ends after the last line that is typed to",
                "it.");
        return new String[] {head, steps, tail};
    }
}
