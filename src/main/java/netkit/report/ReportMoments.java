package netkit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import netkit.compare.Cell;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.wire.WirePacket;
import netkit.lab.wire.HostPair;

/** The moments of a trial that are shown as ladder diagrams. */
final class ReportMoments {
    private static final int BEFORE = 4;
    private static final int MAX_EVENTS = 4;
    /** Maximum number of moments of a cell. */
    static final int MAX_MOMENTS = 7 + MAX_EVENTS;
    /** With more cells than this, the number of ladders is reduced, to limit the size of the file. */
    private static final int MANY_CELLS = 40;
    private static final int FEW = 3;

    /**
     * The number and length of the ladders of a cell.
     *
     * @param moments maximum number of ladders
     * @param packets number of packets in each
     */
    record Extent(int moments, int packets) {
        static final Extent FULL = new Extent(MAX_MOMENTS, ReportLadder.PACKETS);

        boolean isFull() {
            return equals(FULL);
        }

        /** Returns the note shown if ladders were omitted. */
        String words() {
            return "Each cell has at most %d ladder diagrams of %d packets, because there are more than %d cells."
                    .formatted(moments, packets, MANY_CELLS);
        }
    }

    /**
     * @param name a description
     * @param first index of the first packet to be drawn
     */
    record Moment(String name, int first) {}

    private final List<WirePacket> packets;
    private final HostPair pair;
    /** Length of a ladder in packets. */
    private final int length;
    private final List<Moment> moments = new ArrayList<>();

    /** @param pair the hosts of the messages */
    private ReportMoments(List<WirePacket> packets, HostPair pair, int length) {
        this.packets = packets;
        this.pair = pair;
        this.length = length;
    }

    /** Returns the extent, which is the same for all cells of a report. */
    static Extent extent(ComparedRun run) {
        return run.cells().size() > MANY_CELLS ? new Extent(FEW, ReportLadder.FEW_PACKETS) : Extent.FULL;
    }

    /**
     * Returns the moments, the most important first; empty without packets.
     *
     * @param extent maximum number of ladders, and their length
     */
    static List<Moment> of(Cell.Measured cell, Extent extent) {
        List<WirePacket> packets = cell.wire().map(wire -> wire.packets()).orElse(List.of());
        ReportMoments found = new ReportMoments(packets, cell.direction().pair(), extent.packets());
        if (!packets.isEmpty()) {
            found.find(cell);
        }
        return found.moments.stream().limit(extent.moments()).toList();
    }

    private void find(Cell.Measured cell) {
        first("the first message lost on the wire",
                packet -> packet.dropped().isPresent() && isWithMessage(packet));
        first("the first packet lost", packet -> packet.dropped().isPresent());
        int events = 0;
        for (ScenarioEvent event : cell.events()) {
            if (events++ < MAX_EVENTS) {
                first(ScenarioFile.text(event.action()), packet -> packet.sentAt() >= event.at());
            }
        }
        List<Integer> outOfOrder = cell.stats().outOfOrder();
        if (!outOfOrder.isEmpty()) {
            first("the first message out of order",
                    packet -> carries(packet, outOfOrder.getFirst()));
        }
        first("the first message", packet -> isWithMessage(packet));
        first("the first retransmission", WirePacket::retransmission);
        slowest(cell.ledger()).ifPresent(
                number -> first("the slowest message", packet -> carries(packet, number)));
        add("the first packet", 0);
        add("the last packets", packets.size() - 1);
    }

    private boolean isWithMessage(WirePacket packet) {
        return packet.pair().equals(pair) && !packet.messages().isEmpty();
    }

    private boolean carries(WirePacket packet, int number) {
        return packet.pair().equals(pair) && packet.messages().contains(number);
    }

    private void first(String name, Predicate<WirePacket> is) {
        IntStream.range(0, packets.size()).filter(index -> is.test(packets.get(index))).findFirst()
                .ifPresent(index -> add(name, index));
    }

    private void add(String name, int index) {
        int last = Math.max(0, packets.size() - length);
        int first = Math.clamp(index - BEFORE, 0, last);
        if (moments.stream().allMatch(moment -> Math.abs(moment.first - first) > BEFORE)) {
            moments.add(new Moment(name, first));
        }
    }

    private static OptionalInt slowest(Ledger ledger) {
        long most = 0;
        OptionalInt slowest = OptionalInt.empty();
        for (int number = 0; number < ledger.messages(); number++) {
            long latency = ledger.at(Stage.DELIVERED, number).orElse(0)
                    - ledger.at(Stage.OFFERED, number).orElse(0);
            if (latency > most) {
                most = latency;
                slowest = OptionalInt.of(number);
            }
        }
        return slowest;
    }
}
