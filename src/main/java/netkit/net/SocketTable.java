package netkit.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/** A parser of Linux's tables of sockets, {@code /proc/net/tcp}, {@code tcp6}, {@code udp} and {@code udp6}: proc_net(5). */
final class SocketTable {
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int UID = 7;
    private static final int INODE = 9;
    private static final String TCP_LISTEN = "0A";
    private static final int WORD = 4;

    /**
     * A socket.
     *
     * @param listening whether it is a TCP socket that accepts connections
     * @param uid the user who opened it
     * @param inode its number, by which {@code /proc/PID/fd} names it
     */
    record Entry(InetSocketAddress local, boolean listening, long uid, long inode) {
        /** Whether it keeps another socket from being bound to this address. */
        boolean isInTheWayOf(InetSocketAddress wanted) {
            InetAddress mine = local.getAddress();
            return local.getPort() == wanted.getPort() && (mine.equals(wanted.getAddress())
                    || mine.isAnyLocalAddress() || wanted.getAddress().isAnyLocalAddress());
        }
    }

    private SocketTable() {}

    /** @param table the lines of one of the files; what is not a socket, such as the heading, is left out */
    static List<Entry> parse(List<String> table) {
        return table.stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > INODE && words[INODE].matches("\\d+"))
                .map(words -> new Entry(address(words[LOCAL_ADDRESS]), words[STATE].equals(TCP_LISTEN),
                        Long.parseLong(words[UID]), Long.parseLong(words[INODE])))
                .toList();
    }

    /** Reads {@code 0100007F:2328}: words of 32 bits in the machine's byte order, then the port. */
    private static InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(text.substring(0, colon));
        byte[] address = new byte[bytes.length];
        boolean reversed = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < bytes.length; i++) {
            address[i] = bytes[reversed ? i - i % WORD + WORD - 1 - i % WORD : i];
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address),
                    HexFormat.fromHexDigits(text, colon + 1, text.length()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
    }
}
