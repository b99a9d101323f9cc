package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenarios;
import netkit.compare.scenario.Environment;
import netkit.compare.wire.WireStats;
import netkit.compare.wire.WirePacket;

/** What the report draws of packets: the stream over time, and the ladders. */
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
        return new Cell.Measured(cell.scenario(), cell.transport(), cell.trial(), cell.ledger(),
                cell.stats(),
                cell.events(),
                Optional.of(new WireStats(wire.toReceiver(), wire.toSender(), packets, false, 0)),
                cell.sending(), cell.recovery(), cell.failure());
    }

    private static long count(ReportPage page, String style) throws Exception {
        return page.texts("//div[contains(@class, 'sequence')]//path[@class='" + style + "']/@d").stream()
                .mapToInt(ReportPage::marks).sum();
    }

    /** The heights, in tenths, that strokes go over. */
    private static BitSet drawn(String path) {
        BitSet drawn = new BitSet();
        double y = 0;
        for (MatchResult step : Pattern.compile("([Mmv])(-?[\\d.]+)( ?-?[\\d.]+)?").matcher(path).results()
                .toList()) {
            double from = y;
            y = switch (step.group(1)) {
                case "M" -> Double.parseDouble(step.group(3));
                case "m" -> y + Double.parseDouble(step.group(3));
                default -> y + Double.parseDouble(step.group(2));
            };
            if (step.group(1).equals("v")) {
                drawn.set((int) Math.round(y * 10), (int) Math.round(from * 10) + 1);
            }
        }
        return drawn;
    }

    @Test
    void segmentsAreStrokesWithMarksForLossAndRetransmission() throws Exception {
        Cell.Measured cell = cell("loss", Transport.TCP);
        List<WirePacket> segments = cell.wire().orElseThrow().packets().stream()
                .filter(packet -> packet.pair().from().equals(Scenario.SENDER) && packet.payload() > 0)
                .toList();
        long again = segments.stream().filter(WirePacket::retransmission).count();
        ReportPage page = page(cell);
        assertTrue(again > 50, "retransmitted: " + again);
        BitSet drawn = drawn(page.text("//div[contains(@class, 'sequence')]//path[@class='sent']/@d"));
        assertEquals(drawn.length() - drawn.nextSetBit(0), drawn.cardinality(), "the stream has no gap");
        assertEquals(again, count(page, "retransmitted-tip"));
        assertEquals(segments.stream().filter(one -> one.dropped().isPresent()).count(), count(page, "lost"));
    }

    @Test
    void secondConnectionIsStackedOnTheFirst() throws Exception {
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
        assertEquals(List.of("connection 40000→9000", "connection 40002→9000"),
                page.texts("//div[contains(@class, 'sequence')]//text[contains(., 'connection')]"));
        assertEquals(page(one).text("//div[contains(@class, 'sequence')]//path[@class='sent']/@d"),
                page.text("//div[contains(@class, 'sequence')]//path[@class='sent']/@d"),
                "nothing has moved");
        assertTrue(page.text("//section[@class='cell']").contains("packets were stored"));
    }

    @Test
    void datagramsHaveNoStream() throws Exception {
        assertEquals(0, count(page(cell("clean", Transport.UDP)), "sent"));
    }

    @Test
    void firstLadderStartsAtLossOrFaultOrFirstMessage() {
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
    void packetsAreArrowsAndLostOnesEndInACross() throws Exception {
        Cell.Measured cell = cell("loss", Transport.UDP);
        int first = ReportMoments.of(cell, ReportMoments.Extent.FULL).getFirst().first();
        List<WirePacket> packets = cell.wire().orElseThrow().packets().subList(first,
                first + ReportLadder.PACKETS);
        int lost = (int) packets.stream().filter(packet -> packet.dropped().isPresent()).count();
        ReportPage page = page(cell);
        String ladder = "//div[@class='moment-0']";
        assertTrue(lost > 0);
        assertEquals(lost, page.texts(ladder + "//g[@class='cross']/path").size());
        assertEquals(ReportLadder.PACKETS - lost, page.texts(ladder + "//g[@class='arrow']/path").size());
        List<String> remarks = page.texts(ladder + "//g[@class='remark alice']/text");
        for (int i = 0; i < packets.size(); i++) {
            assertEquals("message " + packets.get(i).messages().getFirst()
                    + (packets.get(i).dropped().isPresent() ? ", lost: loss" : ""), remarks.get(i));
        }
    }

    @Test
    void absenceAndSlownessAreLabelledWithTheirTimes() {
        assertEquals(List.of(new ReportFaults.Window("bob is away", 1_000_100_000, 3_000_100_000L, false)),
                ReportFaults.of(cell("offline", Transport.TCP), 5_000_000_000L));
        assertEquals(List.of(new ReportFaults.Window("bob takes 50 ms each", 100_000, 3_000_100_000L, false)),
                ReportFaults.of(cell("slow", Transport.TCP), 5_000_000_000L));
        assertEquals(List.of("wire delay 100ms", "wire cut", "connection reset"),
                ReportFaults.of(cell("reset", Transport.TCP), 5_000_000_000L).stream()
                        .map(ReportFaults.Window::label).toList());
    }
}
