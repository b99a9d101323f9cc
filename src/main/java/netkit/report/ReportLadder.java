package netkit.report;

import java.util.ArrayList;
import java.util.List;

import netkit.compare.Cell;
import netkit.compare.RetransmissionCause;
import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WirePacket;
import netkit.lab.wire.FaultEffect;
import netkit.packet.stream.SegmentMark;

/**
 * The ladder diagram of one moment: the packets around it.
 *
 * @param name a description of the moment
 * @param packets for each its sender (0 for alice, 1 for bob), the time at which it was sent, the times at which its copies
 *        arrived, label, remark, and the sum of its kinds: 1 without payload, 2 a retransmission, 4 with a remark about a
 *        fault or a retransmission
 */
record ReportLadder(String name, List<Object[]> packets) {
    /** Packets of a ladder; fewer in a report with many cells. */
    static final int PACKETS = 20;
    static final int FEW_PACKETS = 16;

    static ReportLadder of(Cell.Measured cell, ReportMoments.Moment moment, ReportMoments.Extent extent) {
        List<WirePacket> packets = cell.wire().orElseThrow().packets();
        List<WirePacket> some = packets.subList(moment.first(),
                Math.min(packets.size(), moment.first() + extent.packets()));
        return new ReportLadder(moment.name(), some.stream().map(packet -> packet(packets, packet)).toList());
    }

    private static Object[] packet(List<WirePacket> all, WirePacket packet) {
        int kind = (packet.payload() == 0 ? 1 : 0) + (packet.retransmission() ? 2 : 0)
                + (isSpecial(packet) ? 4 : 0);
        return new Object[] {packet.pair().from().equals(Scenario.SENDER) ? 0 : 1,
            ReportData.millis(packet.sentAt()),
            packet.arrivedAt().stream().map(ReportData::millis).toList(), packet.label(),
            remark(all, packet),
            kind};
    }

    private static boolean isSpecial(WirePacket packet) {
        return packet.retransmission()
                || packet.effects().stream().anyMatch(effect -> !(effect instanceof FaultEffect.Delayed));
    }

    /** Returns a remark on the packet; empty if it is unremarkable. */
    private static String remark(List<WirePacket> all, WirePacket packet) {
        List<String> remarks = new ArrayList<>();
        if (!packet.messages().isEmpty()) {
            remarks.add((packet.messages().size() == 1 ? "message " : "messages ")
                    + Numbers.ranges(packet.messages().stream().sorted().distinct().toList(),
                            ReportCell.MAX_RANGES));
        }
        if (packet.retransmission()) {
            remarks.add("retransmission"
                    + RetransmissionCause.of(all, packet).map(cause -> " (" + cause + ")").orElse(""));
        }
        packet.mark().filter(mark -> mark != SegmentMark.RETRANSMISSION)
                .ifPresent(mark -> remarks.add(mark.toString()));
        for (FaultEffect effect : packet.effects()) {
            switch (effect) {
                case FaultEffect.Dropped(var reason) -> remarks.add("lost: " + reason.text());
                case FaultEffect.Delayed _ -> {} // the arrow shows it
                case FaultEffect.Corrupted _,FaultEffect.Duplicated _,FaultEffect.SecondCopy _,FaultEffect.Queued _,FaultEffect.HeldBack _ ->
                    remarks.add(effect.toString());
            }
        }
        return String.join(", ", remarks);
    }
}
