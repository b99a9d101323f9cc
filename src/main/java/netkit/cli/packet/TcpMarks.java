package netkit.cli.packet;

import java.util.Set;

import netkit.dissect.Field;

/** The marks that the analysis of a TCP connection puts on segments ({@code tcp.analysis.retransmission}). */
final class TcpMarks {
    private static final String PREFIX = "tcp.analysis.";
    private static final Set<String> MARKS = Set.of("retransmission", "fast_retransmission",
            "spurious_retransmission", "out_of_order", "lost_segment", "ack_lost_segment", "duplicate_ack",
            "zero_window", "zero_window_probe", "zero_window_probe_ack", "window_full", "keep_alive",
            "keep_alive_ack", "reused_ports");
    private static final Set<String> HARMLESS = Set.of("keep_alive", "keep_alive_ack", "reused_ports");

    private TcpMarks() {}

    static boolean isMark(Field field) {
        return field.name().startsWith(PREFIX) && MARKS.contains(field.name().substring(PREFIX.length()));
    }

    /** Whether the mark tells of loss, reordering or a full window. */
    static boolean isTrouble(Field field) {
        return isMark(field) && !HARMLESS.contains(field.name().substring(PREFIX.length()));
    }

    /** Returns {@code fast retransmission} for {@code tcp.analysis.fast_retransmission}. */
    static String words(Field field) {
        return field.name().substring(PREFIX.length()).replace('_', ' ');
    }
}
