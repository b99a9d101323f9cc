package netkit.udp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A parser of Linux's tables about UDP, proc_net(5). */
final class ProcNetUdp {
    private static final int LOCAL_ADDRESS = 1;

    /**
     * The kernel's counters of datagrams for all sockets of one address family.
     *
     * @param receiveBuffer dropped because a receive buffer was full
     * @param checksum dropped because their checksum was wrong
     */
    record Errors(long receiveBuffer, long checksum) {
        Errors since(Errors before) {
            return new Errors(receiveBuffer - before.receiveBuffer, checksum - before.checksum);
        }
    }

    private ProcNetUdp() {}

    /**
     * Returns the drops of the socket with this local port, for any reason; empty unless there is exactly one.
     *
     * @param table {@code /proc/net/udp} or {@code udp6}, whose last column counts dropped datagrams
     */
    static OptionalLong drops(List<String> table, int port) {
        String ending = ":%04X".formatted(port);
        List<String[]> found = table.stream().map(ProcNetUdp::words)
                .filter(words -> words.length > LOCAL_ADDRESS && words[LOCAL_ADDRESS].endsWith(ending))
                .toList();
        if (found.size() != 1) {
            return OptionalLong.empty();
        }
        String[] words = found.getFirst();
        return OptionalLong.of(Long.parseLong(words[words.length - 1]));
    }

    /**
     * Returns the counters of IPv4.
     *
     * @param table {@code /proc/net/snmp}: for each protocol a line of names, and one of numbers
     */
    static Optional<Errors> errors(List<String> table) {
        List<String[]> udp = table.stream().map(ProcNetUdp::words).filter(words -> words[0].equals("Udp:"))
                .toList();
        return udp.size() != 2 ? Optional.empty()
                : errors(List.of(udp.getFirst()), List.of(udp.getLast()), "");
    }

    /**
     * Returns the counters of IPv6.
     *
     * @param table {@code /proc/net/snmp6}: in each line a name and a number
     */
    static Optional<Errors> errors6(List<String> table) {
        return errors(table.stream().map(line -> words(line)[0]).toList(),
                table.stream().map(line -> words(line)[1]).toList(), "Udp6");
    }

    private static Optional<Errors> errors(List<String> names, List<String> numbers, String prefix) {
        int receiveBuffer = names.indexOf(prefix + "RcvbufErrors");
        int checksum = names.indexOf(prefix + "InCsumErrors");
        return receiveBuffer < 0 || checksum < 0 ? Optional.empty()
                : Optional.of(new Errors(Long.parseLong(numbers.get(receiveBuffer)),
                        Long.parseLong(numbers.get(checksum))));
    }

    private static String[] words(String line) {
        return line.strip().split("\\s+");
    }
}
