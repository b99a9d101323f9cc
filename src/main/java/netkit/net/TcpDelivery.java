package netkit.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel knows of the bytes sent on a TCP connection, from Linux's tables (proc_net(5)). An acknowledgement says
 * that the peer's kernel has them; whether its program reads them, TCP does not tell (RFC 9293 §3.8.4).
 *
 * @param state whether the connection exists
 * @param unacknowledged bytes (and a FIN) that the peer has not acknowledged
 */
public record TcpDelivery(State state, long unacknowledged) {
    /** RFC 9293 §3.3.2, as far as it matters here. */
    public enum State {
        /** Any state but those below. */
        OPEN,
        /** This end has closed, and its FIN is not acknowledged. */
        FIN_WAIT_1,
        /** The peer's FIN has arrived; none was sent. */
        CLOSE_WAIT,
        /** Both ends have closed at the same time, and this end's FIN is not acknowledged. */
        CLOSING,
        /** Both ends have closed, the peer first, and this end's FIN is not acknowledged. */
        LAST_ACK,
        /** This end closed first, and everything is acknowledged. */
        TIME_WAIT,
        /** The connection was reset, or both ends have closed it. */
        GONE,
        /** This system has no such table, or there are several such connections. */
        UNKNOWN
    }

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final TcpDelivery NOTHING_KNOWN = new TcpDelivery(State.UNKNOWN, 0);
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int QUEUES = 4;

    /** Returns what is known of this connection, which need not exist any more. */
    public static TcpDelivery of(Socket socket) {
        List<String> table = new ArrayList<>();
        try {
            for (Path file : TABLES) {
                table.addAll(Files.exists(file) ? Files.readAllLines(file) : List.of());
            }
        } catch (IOException _) {
            return NOTHING_KNOWN;
        }
        return table.isEmpty() ? NOTHING_KNOWN : in(table, socket.getLocalPort(), socket.getPort());
    }

    /** @param table the lines of {@code /proc/net/tcp} and {@code tcp6} */
    static TcpDelivery in(List<String> table, int localPort, int remotePort) {
        List<String[]> found = table.stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > QUEUES && words[LOCAL].endsWith(":%04X".formatted(localPort))
                        && words[REMOTE].endsWith(":%04X".formatted(remotePort)))
                .toList();
        return switch (found.size()) {
            case 0 -> new TcpDelivery(State.GONE, 0);
            case 1 -> new TcpDelivery(state(found.getFirst()[STATE]),
                    Long.parseLong(found.getFirst()[QUEUES].split(":")[0], 16));
            default -> NOTHING_KNOWN;
        };
    }

    /** The numbers of Linux's include/net/tcp_states.h. */
    private static State state(String hex) {
        return switch (Integer.parseInt(hex, 16)) {
            case 4 -> State.FIN_WAIT_1;
            case 6 -> State.TIME_WAIT;
            case 7 -> State.GONE;
            case 8 -> State.CLOSE_WAIT;
            case 9 -> State.LAST_ACK;
            case 11 -> State.CLOSING;
            default -> State.OPEN;
        };
    }
}
