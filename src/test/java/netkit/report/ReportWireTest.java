package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenarios;
import netkit.compare.scenario.Environment;
import netkit.compare.wire.WireStats;
import netkit.compare.wire.WirePacket;
import netkit.lab.wire.Late;

/** The data that the report draws of packets: the stream over time, and the ladders. */
class ReportWireTest {
    private static Cell.Measured cell(String scenario, Transport transport) {
        return SyntheticCells.cell(Scenarios.named(scenario).orElseThrow(), transport, 1,
                SyntheticCells.WORKLOAD, 7);
    }

    private static ReportPage page(Cell.Measured cell) throws Exception {
        Experiment experiment = new Experiment(Environment.LAB, SyntheticCells.WORKLOAD,
                List.of(cell.scenario()),
                List.of(cell.transport()), 7, DuplicatePolicy.PROCESS, 1, Optional.empty(),
                Optional.empty());
        return ReportPage.of(ReportPage.run(experiment, List.of(cell), Optional.empty()));
    }

    private static Cell.Measured with(Cell.Measured cell, List<WirePacket> packets) {
        WireStats wire = cell.wire().orElseThrow();
        return new Cell.Measured(cell.scenario(), cell.transport(), Direction.TO_BOB, cell.trial(),
                cell.ledger(),
                cell.stats(),
                cell.events(),
                Optional.of(new WireStats(wire.toReceiver(), wire.toSender(), wire.requests(), packets, false,
                        0, Late.NONE)),
                cell.sending(), cell.recovery(), cell.failure());
    }

    /** Returns the numbers of each segment that the script draws. */
    private static List<long[]> segments(ReportPage page) {
        return ReportPage
                .expandRuns(page.cells().getFirst().getAsJsonObject("stream").get("segments").getAsString())
                .stream()
                .map(word -> Arrays.stream(word.split(",")).mapToLong(Long::parseLong).toArray()).toList();
    }

    @Test
    void streamHasEachSegmentWithLossesAndRetransmissionsMarked() throws Exception {
        Cell.Measured cell = cell("loss", Transport.TCP);
        List<WirePacket> packets = cell.wire().orElseThrow().packets().stream()
                .filter(packet -> packet.pair().from().equals(Scenario.SENDER) && packet.payload() > 0)
                .toList();
        List<long[]> segments = segments(page(cell));
        assertEquals(packets.size(), segments.size());
        long sent = 0;
        long end = 0;
        for (int i = 0; i < segments.size(); i++) {
            WirePacket packet = packets.get(i);
            long[] segment = segments.get(i);
            sent += segment[0];
            long first = end + segment[1];
            end = first + segment[2];
            assertEquals(packet.sentAt() / 1e5, sent, 0.5);
            assertEquals(packet.sequence().getAsLong(), first);
            assertEquals(packet.payload(), segment[2]);
            assertEquals(packet.retransmission(), (segment[3] & 1) != 0);
            assertEquals(packet.dropped().isPresent(), (segment[3] & 2) != 0);
            assertEquals(packet.arrivedAt().size(), segment.length - 4);
        }
    }

    @Test
    void secondConnectionBeginsWhereTheFirstEnds() throws Exception {
        Cell.Measured one = cell("offline", Transport.TCP);
        List<WirePacket> packets = new ArrayList<>();
        for (WirePacket packet : one.wire().orElseThrow().packets()) {
            boolean second = packet.sequence().isPresent() && packet.sequence().getAsLong() >= 60_000;
            packets.add(!second ? packet
                    : new WirePacket(packet.pair(), packet.number(), packet.sentAt(), packet.arrivedAt(),
                            packet.length(), "40002→9000", packet.label(), packet.mark(),
                            OptionalLong.of(packet.sequence().getAsLong() - 60_000), packet.payload(),
                            packet.messages(), packet.retransmission(), packet.dropped(), packet.effects()));
        }
        ReportPage page = page(with(one, packets));
        JsonObject stream = page.cells().getFirst().getAsJsonObject("stream");
        assertEquals("[[\"40000→9000\",0],[\"40002→9000\",60000]]", stream.get("connections").toString());
        assertEquals(page(one).cells().getFirst().getAsJsonObject("stream").get("segments"),
                stream.get("segments"), "nothing has moved");
        assertTrue(stream.get("omitted").getAsString().contains("packets were kept"));
    }

    @Test
    void datagramsHaveNoStream() throws Exception {
        assertFalse(page(cell("clean", Transport.UDP)).cells().getFirst().has("stream"));
    }

    @Test
    void firstLadderIsAtTheFirstLossOrFaultOrMessage() {
        assertEquals("the first message lost on the wire",
                ReportMoments.of(cell("loss", Transport.UDP), ReportMoments.Extent.FULL).getFirst().name());
        assertEquals("bob leaves",
                ReportMoments.of(cell("offline", Transport.TCP), ReportMoments.Extent.FULL).getFirst()
                        .name());
        assertEquals("the first message",
                ReportMoments.of(cell("clean", Transport.TCP), ReportMoments.Extent.FULL).getFirst().name());
        assertEquals("the first message out of order",
                ReportMoments.of(cell("reorder", Transport.UDP), ReportMoments.Extent.FULL).getFirst()
                        .name());
        assertEquals(List.of(),
                ReportMoments.of(with(cell("clean", Transport.TCP), List.of()), ReportMoments.Extent.FULL));
    }

    @Test
    void lostPacketOfALadderHasNoArrival() throws Exception {
        Cell.Measured cell = cell("loss", Transport.UDP);
        int first = ReportMoments.of(cell, ReportMoments.Extent.FULL).getFirst().first();
        List<WirePacket> packets = cell.wire().orElseThrow().packets().subList(first,
                first + ReportLadder.PACKETS);
        int lost = (int) packets.stream().filter(packet -> packet.dropped().isPresent()).count();
        JsonArray shown = page(cell).cells().getFirst().getAsJsonArray("moments").get(0).getAsJsonObject()
                .getAsJsonArray("packets");
        assertTrue(lost > 0);
        assertEquals(ReportLadder.PACKETS, shown.size());
        assertEquals(lost, shown.asList().stream()
                .filter(packet -> packet.getAsJsonArray().get(2).getAsJsonArray().isEmpty()).count());
        for (int i = 0; i < packets.size(); i++) {
            assertEquals("message " + packets.get(i).messages().getFirst()
                    + (packets.get(i).dropped().isPresent() ? ", lost: loss" : ""),
                    shown.get(i).getAsJsonArray().get(4).getAsString());
        }
    }

    @Test
    void absentOrSlowReceiverIsAFaultWithTimes() {
        assertEquals(List.of(new ReportFaults.Window("bob is away", 1_000_100_000, 3_000_100_000L, false)),
                ReportFaults.of(cell("offline", Transport.TCP), 5_000_000_000L));
        assertEquals(
                List.of(new ReportFaults.Window("bob takes 100 ms each", 100_000, 4_000_100_000L, false)),
                ReportFaults.of(cell("slow", Transport.TCP), 5_000_000_000L));
        assertEquals(List.of("wire delay 100ms", "wire cut", "connection reset"),
                ReportFaults.of(cell("reset", Transport.TCP), 5_000_000_000L).stream()
                        .map(ReportFaults.Window::label).toList());
    }
}
