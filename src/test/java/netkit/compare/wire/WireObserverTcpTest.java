package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.lab.Host;
import netkit.lab.LabOptions;
import netkit.lab.namespace.InsideLab;
import netkit.lab.namespace.InterfaceType;
import netkit.testing.Programs;
import netkit.testing.SideBySide;

/** The observer's view of TCP compared with what Wireshark reads in the captures of both hosts. */
@Timeout(120)
@Tag("lab")
@Tag("peers")
class WireObserverTcpTest {
    private static final String RETRANSMISSIONS = "tcp.analysis.retransmission || tcp.analysis.fast_retransmission"
            + " || tcp.analysis.spurious_retransmission || tcp.analysis.out_of_order";

    @BeforeEach
    void needTshark() {
        Programs.need("tshark");
    }

    /** Returns sequence numbers and lengths as tshark prints them: the SYN is 0. */
    private static List<String> segments(List<WirePacket> packets) {
        return packets.stream().filter(packet -> packet.payload() > 0)
                .map(packet -> packet.sequence().getAsLong() + 1 + "|" + packet.payload()).toList();
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource
    void tcpPacketsAgreeWithTheCaptures(InterfaceType type, @TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverTcpTest.class, "tcpCell", type.name(), folder.toString());
    }

    static void tcpCell(String[] arguments) throws Exception {
        LabOptions options = new LabOptions(1500, Optional.of(InterfaceType.valueOf(arguments[0])));
        Workload workload = new Workload(600, 300, 2_000);
        try (ObservedLab lab = new ObservedLab(options, Transport.TCP, workload, Path.of(arguments[1]))) {
            String faults = "loss 5% reorder 5% duplicate 5% corrupt 3% delay 2ms";
            lab.connection(0, 300, faults);
            lab.connection(300, 600, faults);
            WireStats stats = lab.end();

            assertEquals(600, lab.ledger.count(Stage.LEFT));
            assertEquals(600, lab.ledger.count(Stage.ARRIVED));
            for (Host host : List.of(lab.alice, lab.bob)) {
                Host other = host == lab.alice ? lab.bob : lab.alice;
                List<WirePacket> packets = ObservedLab.tcp(stats, host);
                String mine = "tcp && ip.src == " + host.address().getHostAddress();
                assertEquals(lab.count(host, mine), packets.size(), host.name() + " sent");
                assertEquals(lab.count(other, mine), ObservedLab.arrivals(packets),
                        host.name() + "'s arrived");
                assertEquals(lab.read(host, mine + " && tcp.len > 0", "tcp.seq", "tcp.len"),
                        segments(packets));
                assertEquals(lab.count(host, mine + " && (" + RETRANSMISSIONS + ")"),
                        ObservedLab.retransmissions(packets));
            }
            assertTrue(stats.complete());
            assertEquals(stats.count(), stats.packets().size());
            assertEquals(stats.retransmissions(), ObservedLab.retransmissions(stats.packets()));
            assertTrue(stats.retransmissions() > 10, "retransmissions caused by the faults: " + stats);
        }
    }

    @Test
    @SideBySide
    void everyMessageOfAFastFlowIsObserved(@TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverTcpTest.class, "fast", folder.toString());
    }

    static void fast(String[] arguments) throws Exception {
        Workload workload = new Workload(100_000, 40, 20_000);
        try (ObservedLab lab = new ObservedLab(LabOptions.DEFAULT, Transport.TCP, workload,
                Path.of(arguments[0]))) {
            lab.connection(0, workload.messages(), "clear");
            WireStats stats = lab.end();
            assertEquals(workload.messages(), lab.ledger.count(Stage.LEFT));
            assertEquals(workload.messages(), lab.ledger.count(Stage.ARRIVED));
            assertEquals(stats.count() <= WireStats.MAX_PACKETS, stats.complete());
        }
    }
}
