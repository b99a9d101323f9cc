package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.udp.ProcNetUdp.Errors;

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

    @Test
    void causesOfDropsAreToldApart() {
        List<String> snmp = List.of("Tcp: InSegs InCsumErrors", "Tcp: 9 9",
                "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti",
                "Udp: 100 1 5 80 2 0 3 0");
        assertEquals(Optional.of(new Errors(2, 3)), ProcNetUdp.errors(snmp));
        assertEquals(Optional.of(new Errors(4, 5)), ProcNetUdp.errors6(
                List.of("Udp6RcvbufErrors                \t4", "Udp6InCsumErrors                \t5")));
    }

    @Test
    void kernelWithoutTheCountersGivesNone() {
        assertEquals(Optional.empty(), ProcNetUdp.errors(List.of()));
        assertEquals(Optional.empty(), ProcNetUdp.errors6(List.of()));
        assertEquals(Optional.empty(), ProcNetUdp.errors(List.of("Udp: InDatagrams", "Udp: 1")));
    }

    @Test
    void dropsAreDueToTheChecksumIfNoBufferWasFull() {
        assertEquals(new KernelDrops(3, OptionalLong.of(0)), KernelDrops.of(3, new Errors(7, 0)));
        assertEquals(new KernelDrops(3, OptionalLong.of(3)), KernelDrops.of(3, new Errors(0, 7)));
        assertEquals(new KernelDrops(3, OptionalLong.of(1)), KernelDrops.of(3, new Errors(2, 1)));
        assertEquals(new KernelDrops(3, OptionalLong.empty()), KernelDrops.of(3, new Errors(7, 7)));
    }
}
