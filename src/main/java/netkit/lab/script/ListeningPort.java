package netkit.lab.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A listening TCP port or an open UDP port, read from Linux's tables /proc/net/tcp, tcp6, udp and udp6 (proc_net(5)).
 */
public record ListeningPort(Protocol protocol, int number) {
    public enum Protocol {
        TCP, UDP
    }

    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    /** The kernel's TCP_LISTEN and, for a UDP socket that is not connected, TCP_CLOSE (include/net/tcp_states.h). */
    private static final String LISTENS = "0A";
    private static final String OPEN = "07";

    /** Returns the ports in the network namespace of the calling thread. */
    public static Set<ListeningPort> ofThisThread() throws IOException {
        Set<ListeningPort> ports = new HashSet<>();
        for (Protocol protocol : Protocol.values()) {
            for (String version : List.of("", "6")) {
                Path table = Path
                        .of("/proc/thread-self/net/" + (protocol == Protocol.TCP ? "tcp" : "udp") + version);
                if (Files.exists(table)) { // a kernel may lack IPv6
                    ports.addAll(read(protocol, Files.readAllLines(table)));
                }
            }
        }
        return ports;
    }

    static Set<ListeningPort> read(Protocol protocol, List<String> table) {
        String state = switch (protocol) {
            case TCP -> LISTENS;
            case UDP -> OPEN;
        };
        Set<ListeningPort> ports = new HashSet<>();
        for (String line : table) {
            String[] words = line.strip().split("\\s+");
            if (words.length > STATE && words[STATE].equals(state)) {
                String address = words[LOCAL_ADDRESS];
                ports.add(new ListeningPort(protocol,
                        Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16)));
            }
        }
        return ports;
    }
}
