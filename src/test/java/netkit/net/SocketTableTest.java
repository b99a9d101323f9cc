package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketTableTest {
    private static final String HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
            + "   uid  timeout inode";
    private static final String REST = " 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000";

    @BeforeEach
    void theSamplesAreFromALittleEndianMachine() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    private static SocketTable.Entry only(String line) {
        List<SocketTable.Entry> entries = SocketTable.parse(List.of(HEADING, line));
        assertEquals(1, entries.size());
        return entries.getFirst();
    }

    @Test
    void listeningTcpSocketIsRead() {
        assertEquals(new SocketTable.Entry(new InetSocketAddress("127.0.0.1", 9000), true, 1000, 4711),
                only("   0: 0100007F:2328 00000000:0000 0A" + REST));
    }

    @Test
    void ipv6AddressIsReadInWordsOf32Bits() {
        assertEquals(new InetSocketAddress("2001:db8::1", 80),
                only("   0: B80D0120000000000000000001000000:0050 00000000000000000000000000000000:0000 07"
                        + REST)
                        .local());
    }

    @Test
    void mappedAddressIsThatOfIpv4() {
        assertEquals(new InetSocketAddress("127.0.0.1", 80),
                only("   0: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A"
                        + REST)
                        .local());
    }

    @Test
    void establishedConnectionIsNotListening() {
        assertFalse(only("   0: 0100007F:2328 0100007F:8000 01" + REST).listening());
    }

    @Test
    void wildcardAddressIsInTheWayOfAllAndAnotherAddressIsNot() {
        SocketTable.Entry all = only("   0: 00000000:2328 00000000:0000 0A" + REST);
        SocketTable.Entry one = only("   0: 0100007F:2328 00000000:0000 0A" + REST);

        assertTrue(all.isInTheWayOf(new InetSocketAddress("127.0.0.1", 9000)));
        assertTrue(one.isInTheWayOf(new InetSocketAddress("0.0.0.0", 9000)));
        assertTrue(one.isInTheWayOf(new InetSocketAddress("127.0.0.1", 9000)));
        assertFalse(one.isInTheWayOf(new InetSocketAddress("127.0.0.2", 9000)));
        assertFalse(one.isInTheWayOf(new InetSocketAddress("127.0.0.1", 9001)));
    }

    @Test
    void programStartedFromAJarIsNamedByTheJar() {
        assertEquals("'java' (process 12: netkit tcp-server --port 9001)", PortHolder.described("12", "java",
                List.of("/usr/bin/java", "-XX:+UseSerialGC", "-jar", "/home/ann/netkit", "tcp-server",
                        "--port",
                        "9001")));
    }

    @Test
    void otherProgramIsNamedByItsCommandLineAndALongOneIsCut() {
        assertEquals("'nc' (process 12: nc -l 9000)",
                PortHolder.described("12", "nc", List.of("/usr/bin/nc", "-l", "9000")));
        assertEquals("'redis-server' (process 12)",
                PortHolder.described("12", "redis-server", List.of("/usr/bin/redis-server")));
        String cut = PortHolder.described("12", "x", List.of("x", "y".repeat(100)));
        assertEquals("'x' (process 12: x " + "y".repeat(56) + " …)", cut);
    }
}
