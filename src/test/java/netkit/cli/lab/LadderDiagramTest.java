package netkit.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import picocli.CommandLine.Help.Ansi;

import netkit.packet.ladder.LadderArrival;
import netkit.packet.ladder.LadderArrow;
import netkit.packet.stream.SegmentMark;

class LadderDiagramTest {
    private static final long TOOK = 20_100_000;

    private final LadderDiagram two = new LadderDiagram(List.of("alice", "bob"), Ansi.OFF);

    private static LadderArrow arrow(String from, String to, String flow, String label, SegmentMark mark) {
        return new LadderArrow(1, 0, from, to, flow, label, Optional.ofNullable(mark), Optional.empty(),
                List.of(), Optional.empty());
    }

    private static LadderArrival arrival(LadderArrow arrow) {
        return new LadderArrival(arrow, TOOK, 1, false);
    }

    private static void assertFits(String row) {
        assertTrue(row.length() <= LadderDiagram.WIDTH, row.length() + " columns: " + row);
    }

    @Test
    void withTwoHostsTheArrowCarriesTheDescription() {
        assertEquals("""
                          alice                                         bob
                  0.0203  |--- SYN seq=0 win=64240 mss=1460 ----------->| 20.1 ms
                  0.0406  |<-- SYN,ACK seq=0 ack=1 win=65160 mss=1460 --| 20.1 ms
                """, String.join("\n", two.heading().getFirst(),
                two.arrived(
                        arrival(arrow("alice", "bob", "40000→9000", "SYN seq=0 win=64240 mss=1460", null)),
                        0.0203),
                two.arrived(
                        arrival(arrow("bob", "alice", "9000→40000", "SYN,ACK seq=0 ack=1 win=65160 mss=1460",
                                null)),
                        0.0406))
                + "\n");
    }

    @Test
    void arrowOfALostPacketEndsInAnXWithTheReason() {
        assertEquals("  1.5000  |--- UDP len=4 ---------------x               | lost",
                two.lost(arrow("alice", "bob", "", "UDP len=4", null), 1.5, "lost"));
        assertEquals("  1.5000  |               x-- UDP len=4 ----------------| lost",
                two.lost(arrow("bob", "alice", "", "UDP len=4", null), 1.5, "lost"));
    }

    @Test
    void portsAreShownOnceIfThereIsRoom() {
        assertTrue(two.arrived(arrival(arrow("alice", "bob", "40000→9000", "ACK seq=1 ack=1", null)), 0)
                .contains("--- 40000→9000 ACK seq=1 ack=1 --"));
        assertTrue(two.arrived(arrival(arrow("alice", "bob", "40000→9000", "UDP 40000→9000 len=3", null)), 0)
                .contains("--- UDP 40000→9000 len=3 --"));
    }

    @Test
    void retransmissionsCopiesAndLatePacketsAreMarked() {
        LadderArrow again = arrow("alice", "bob", "", "ACK seq=1 ack=1 len=5", SegmentMark.RETRANSMISSION);
        assertTrue(two.arrived(arrival(again), 0).endsWith("| 20.1 ms, retransmitted"));
        assertTrue(two.lost(again, 0, "cut").endsWith("| cut, retransmitted"));
        assertTrue(
                two.arrived(new LadderArrival(again, TOOK, 2, true), 0).endsWith("| 20.1 ms, copy 2, late…"));
        LadderArrow corrupted = new LadderArrow(1, 0, "alice", "bob", "", "UDP len=4", Optional.empty(),
                Optional.empty(), List.of("corrupted"), Optional.empty());
        assertTrue(two.arrived(arrival(corrupted), 0).endsWith("| 20.1 ms, corrupted"));
    }

    @Test
    void withMoreHostsTheDescriptionIsBesideTheArrow() {
        LadderDiagram three = new LadderDiagram(List.of("ann", "bea", "christina"), Ansi.OFF);
        assertEquals("""
                          ann       bea       christina
                  0.1000  |-------->|         | UDP len=4  20.1 ms
                  0.1000  |<------------------| UDP len=4  20.1 ms
                  0.1000  |         |-----x   | UDP len=4  lost
                """, String.join("\n", three.heading().getFirst(),
                three.arrived(arrival(arrow("ann", "bea", "", "UDP len=4", null)), 0.1),
                three.arrived(arrival(arrow("christina", "ann", "", "UDP len=4", null)), 0.1),
                three.lost(arrow("bea", "christina", "", "UDP len=4", null), 0.1, "lost")) + "\n");
    }

    @Test
    void everyRowFitsEightyColumnsWithAnyNumberOfHosts() {
        String label = "PSH,ACK seq=4000000000 ack=4000000000 len=1448 win=65535 sack=4000000000-4000001448";
        for (int count = 2; count <= 16; count++) {
            List<String> hosts = new ArrayList<>(
                    IntStream.range(0, count).mapToObj("a-long-name-%02d"::formatted).toList());
            LadderDiagram diagram = new LadderDiagram(hosts, Ansi.OFF);
            diagram.heading().forEach(LadderDiagramTest::assertFits);
            for (String to : hosts.subList(1, count)) {
                LadderArrow there = arrow(hosts.getFirst(), to, "40000→9000", label,
                        SegmentMark.RETRANSMISSION);
                LadderArrow back = arrow(to, hosts.getFirst(), "40000→9000", label,
                        SegmentMark.DUPLICATE_ACK);
                for (LadderArrow arrow : List.of(there, back)) {
                    assertFits(diagram.arrived(arrival(arrow), 99_999));
                    String lost = diagram.lost(arrow, 0, "queue full");
                    assertFits(lost);
                    assertTrue(lost.contains("x"), lost);
                }
            }
        }
    }

    @Test
    void omittedPacketsAreReported() {
        assertEquals("          … 1,234 more packets not drawn (at most 30 per second)",
                two.skipped(1234, 30));
        assertEquals("          … 1 packet arrived too fast to be analysed; marks may be wrong",
                two.missed(1));
    }

    @Test
    void colourIsUsedOnlyIfEnabled() {
        LadderArrow arrow = arrow("alice", "bob", "", "UDP len=4", null);
        assertFalse(two.lost(arrow, 0, "lost").contains("\033"));
        String coloured = new LadderDiagram(List.of("alice", "bob"), Ansi.ON).lost(arrow, 0, "lost");
        assertTrue(coloured.contains("\033["), coloured);
        assertEquals(two.lost(arrow, 0, "lost"), coloured.replaceAll("\033\\[[0-9;]*m", ""));
    }
}
