package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

class ProcNetUdpTest {
    private static final String HEAD = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
            + "   uid  timeout inode ref pointer drops            ";
    private static final String ROW = " 1065: 0100007F:2329 00000000:0000 07 00000000:00000000 00:00000000 00000000"
            + "     0        0 21346 2 0000000000000000 312        ";

    @Test
    void lastFieldOfTheSocketsRowIsItsDrops() {
        assertEquals(OptionalLong.of(312), ProcNetUdp.drops(List.of(HEAD, ROW), 9001));
        assertEquals(OptionalLong.empty(), ProcNetUdp.drops(List.of(HEAD, ROW), 9002));
        assertEquals(OptionalLong.empty(), ProcNetUdp.drops(List.of(HEAD), 9001));
    }

    @Test
    void socketsThatShareAPortGiveNoDrops() {
        assertEquals(OptionalLong.empty(), ProcNetUdp.drops(List.of(HEAD, ROW, ROW), 9001));
    }
}
