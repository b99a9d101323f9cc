package netkit.udp;

import java.util.List;
import java.util.OptionalLong;

/** A parser of Linux's table of UDP sockets, {@code /proc/net/udp}, whose last column counts dropped datagrams. */
final class ProcNetUdp {
    private static final int LOCAL_ADDRESS = 1;

    private ProcNetUdp() {}

    /** Returns the drops of the socket with this local port; empty unless there is exactly one. */
    static OptionalLong drops(List<String> table, int port) {
        String ending = ":%04X".formatted(port);
        List<String[]> found = table.stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > LOCAL_ADDRESS && words[LOCAL_ADDRESS].endsWith(ending))
                .toList();
        if (found.size() != 1) {
            return OptionalLong.empty();
        }
        String[] words = found.getFirst();
        return OptionalLong.of(Long.parseLong(words[words.length - 1]));
    }
}
