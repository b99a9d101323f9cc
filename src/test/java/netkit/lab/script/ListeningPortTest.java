package netkit.lab.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import netkit.lab.script.ListeningPort.Protocol;

class ListeningPortTest {
    private static final String HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt";

    @Test
    void listeningTcpPortCountsAndAConnectionDoesNot() {
        assertEquals(Set.of(new ListeningPort(Protocol.TCP, 9000)), ListeningPort.read(Protocol.TCP, List.of(
                HEADING,
                "   0: 0100007F:2328 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1",
                "   1: 0100007F:2329 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 2 1")));
    }

    @Test
    void openUdpPortCountsOverIpv6Too() {
        assertEquals(Set.of(new ListeningPort(Protocol.UDP, 9001)), ListeningPort.read(Protocol.UDP, List.of(
                HEADING,
                "   0: 00000000000000000000000000000000:2329 00000000000000000000000000000000:0000 07 00000000:00000000")));
    }

    @Test
    void socketsOfThisMachineAreFound() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/thread-self/net/tcp")), "only Linux has these tables");
        ListeningPort tcp;
        try (ServerSocket server = new ServerSocket(0); DatagramSocket socket = new DatagramSocket(0)) {
            tcp = new ListeningPort(Protocol.TCP, server.getLocalPort());
            assertTrue(ListeningPort.ofThisThread().contains(tcp));
            assertTrue(ListeningPort.ofThisThread()
                    .contains(new ListeningPort(Protocol.UDP, socket.getLocalPort())));
        }
        assertFalse(ListeningPort.ofThisThread().contains(tcp));
    }
}
