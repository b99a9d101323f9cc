package netkit.udp;

import java.util.List;
import java.util.OptionalLong;

/** Reads Linux's table of UDP sockets, {@code /proc/net/udp}: a line each, its last word the datagrams dropped. */
final class ProcNetUdp {
    private static final int LOCAL_ADDRESS = 1;

    private ProcNetUdp() {}

    /** @return empty unless exactly one socket has that local port, since they could not be told apart */
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
