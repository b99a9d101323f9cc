package netkit.cli.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.net.SocketTap.Connection;
import netkit.net.SocketTap.End;
import netkit.testing.Tshark;

/** Reconstructed packets are ones that Wireshark has nothing to object to. */
@Tag("peers")
class SocketPacketsTest {
    private static final long BEGAN = 1_700_000_000_000_000_000L;
    private static final List<String> CHECKED = List.of("-o", "tcp.check_checksum:TRUE", "-o",
            "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE");

    @TempDir
    private Path folder;
    private Path path;
    private PacketFile file;
    private SocketPackets sockets;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("own.pcapng");
        file = PacketFile.open(path);
        file.start(SocketPackets.COMMENT);
        sockets = new SocketPackets(file);
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static void say(Connection connection, End sender, String text) {
        byte[] bytes = ("..." + text).getBytes(StandardCharsets.UTF_8);
        connection.data(sender, bytes, 3, bytes.length - 3);
    }

    /** Closes the file, and returns the fields of each packet, after a check that tshark objects to none. */
    private List<String> fields(String... fields) throws IOException, InterruptedException {
        file.close();
        assertEquals(List.of(), Tshark.fields(path, concat("-Y",
                "_ws.malformed or tcp.analysis.flags or tcp.checksum.status == 0 or ip.checksum.status == 0"
                        + " or udp.checksum.status == 0 or not frame.comment"),
                "frame.number", "tcp.analysis.flags"));
        return Tshark.fields(path, CHECKED, fields);
    }

    private static List<String> concat(String... more) {
        return Stream.concat(CHECKED.stream(), List.of(more).stream()).toList();
    }

    @Test
    void aConversationHasItsHandshakeItsBytesAndItsEnd() throws Exception {
        Connection connection = sockets.opened(End.LOCAL, BEGAN, at("192.0.2.1", 50_000),
                at("192.0.2.2", 9000));
        say(connection, End.LOCAL, "hello\n");
        say(connection, End.PEER, "hi\n");
        connection.finished(End.PEER);
        connection.finished(End.LOCAL);
        connection.finished(End.LOCAL); // shutdownOutput, then close

        assertEquals(List.of("192.0.2.1|0x0002|0|0|", "192.0.2.2|0x0012|0|1|", "192.0.2.1|0x0010|1|1|",
                "192.0.2.1|0x0018|1|1|68656c6c6f0a", "192.0.2.2|0x0018|1|7|68690a",
                "192.0.2.2|0x0011|4|7|", "192.0.2.1|0x0010|7|5|", "192.0.2.1|0x0011|7|5|",
                "192.0.2.2|0x0010|5|8|"),
                fields("ip.src", "tcp.flags", "tcp.seq", "tcp.ack", "tcp.payload"));
    }

    @Test
    void anAcceptedConnectionOverIpv6IsOpenedByThePeer() throws Exception {
        Connection connection = sockets.opened(End.PEER, BEGAN, at("2001:db8::1", 80),
                at("2001:db8::2", 50_000));
        say(connection, End.PEER, "x");
        connection.reset(End.PEER);
        say(connection, End.LOCAL, "too late");

        assertEquals(List.of("2001:db8::2|0x0002", "2001:db8::1|0x0012", "2001:db8::2|0x0010",
                "2001:db8::2|0x0018", "2001:db8::2|0x0014"), fields("ipv6.src", "tcp.flags"));
    }

    @Test
    void aMegabyteInOneDirectionNeverExceedsTheWindow() throws Exception {
        Connection connection = sockets.opened(End.LOCAL, BEGAN, at("127.0.0.1", 50_000),
                at("127.0.0.1", 9000));
        byte[] chunk = new byte[32 << 10];
        for (int sent = 0; sent < 1 << 20; sent += chunk.length) {
            connection.data(End.LOCAL, chunk, 0, chunk.length);
        }
        connection.finished(End.LOCAL);

        assertEquals((1 << 20) + 1, fields("tcp.nxtseq").stream().mapToInt(Integer::parseInt).max()
                .orElse(0) - 1);
    }

    @Test
    void attemptsToConnectShowWhatTheServerDid() throws Exception {
        sockets.failed(BEGAN, 50_001, at("127.0.0.1", 9), true);
        sockets.failed(BEGAN, 50_002, at("127.0.0.1", 9), false);

        assertEquals(List.of("50001|0x0002", "9|0x0014", "50002|0x0002"), fields("tcp.srcport", "tcp.flags"));
    }

    @Test
    void datagramsHaveAnAddressWhereTheSocketHasNone() throws Exception {
        byte[] longest = new byte[65_507];
        sockets.datagram(End.LOCAL, at("0.0.0.0", 9000), at("127.0.0.1", 9001), longest, 0, longest.length);
        sockets.datagram(End.PEER, at("::", 9000), at("::1", 9001), new byte[] {9, 104, 105}, 1, 2);
        sockets.datagram(End.PEER, at("239.1.2.3", 9000), at("192.0.2.9", 9001), longest, 0, 0);

        assertEquals(List.of("127.0.0.1|127.0.0.1|||65515", "||::1|::1|10", "192.0.2.9|239.1.2.3|||8"),
                fields("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "udp.length"));
    }

    @Test
    void whatDidNotFitIsAGapThatIsCounted() throws Exception {
        Connection connection = sockets.opened(End.LOCAL, BEGAN, at("127.0.0.1", 50_000),
                at("127.0.0.1", 9000));
        say(connection, End.LOCAL, "before");
        byte[] tooLong = new byte[PacketFile.MAX_WAITING + 1];
        connection.data(End.LOCAL, tooLong, 0, tooLong.length);
        say(connection, End.LOCAL, "behind");
        file.close();

        assertEquals(1, file.dropped());
        assertEquals(List.of("1", "33554440"), Tshark.fields(path, List.of("-Y", "tcp.len > 0"), "tcp.seq"));
        assertEquals(List.of("33554440"),
                Tshark.fields(path, List.of("-Y", "tcp.analysis.lost_segment"), "tcp.seq"));
    }
}
