package netkit.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import picocli.CommandLine.Help.Ansi;

import netkit.lab.wire.DropReason;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireEvent;
import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;

class LadderWatchTest {
    private static final HostPair PAIR = new HostPair("alice", "bob");
    private static final Instant ZERO = Instant.ofEpochSecond(1_000);
    private static final long ZERO_NANOS = 1_000_000_000_000L;

    private final List<String> rows = Collections.synchronizedList(new ArrayList<>());

    private LadderWatch watch() {
        return new LadderWatch(new LadderDiagram(List.of("alice", "bob"), Ansi.OFF), ZERO, rows::add);
    }

    private static WireEvent event(WireEvent.Kind kind, long number, double seconds,
            FaultEffect... effects) {
        byte[] frame = PacketBuilder
                .frame(PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(40000, 9001).payload(5).build());
        return new WireEvent(kind, PAIR, number, ZERO_NANOS + (long) (seconds * 1e9), frame, frame.length,
                List.of(effects));
    }

    @Test
    void packetIsDrawnOnArrivalWithItsTransitTime() {
        try (LadderWatch watch = watch()) {
            watch.seen(event(WireEvent.Kind.SENT, 0, 1));
            watch.seen(event(WireEvent.Kind.ARRIVED, 0, 1.25));
        }
        assertEquals(List.of("          alice                                         bob",
                "  1.2500  |--- UDP 40000→9001 len=5 ------------------->| 250 ms"), rows);
    }

    @Test
    void lostPacketIsDrawnWhenItIsLost() {
        try (LadderWatch watch = watch()) {
            watch.seen(event(WireEvent.Kind.SENT, 0, 1, new FaultEffect.Dropped(DropReason.LOSS)));
            watch.seen(event(WireEvent.Kind.SENT, 1, 2));
            watch.seen(event(WireEvent.Kind.LOST, 1, 3, new FaultEffect.Dropped(DropReason.CUT)));
        }
        assertEquals(3, rows.size(), rows.toString());
        assertTrue(rows.get(1).startsWith("  1.0000  |--- UDP ") && rows.get(1).endsWith("| lost"),
                rows.get(1));
        assertTrue(rows.get(2).startsWith("  3.0000  |--- UDP ") && rows.get(2).endsWith("| cut"),
                rows.get(2));
    }

    @Test
    void secondCopyIsMarkedAsCopy() {
        try (LadderWatch watch = watch()) {
            watch.seen(event(WireEvent.Kind.SENT, 0, 1, new FaultEffect.Duplicated()));
            watch.seen(event(WireEvent.Kind.ARRIVED, 0, 1.01, new FaultEffect.Duplicated()));
            watch.seen(event(WireEvent.Kind.ARRIVED, 0, 1.02, new FaultEffect.SecondCopy()));
        }
        assertTrue(rows.getLast().endsWith("| 20.0 ms, copy 2"), rows.toString());
    }

    private static byte[] segment() {
        return PacketBuilder.frame(PacketBuilder.ip("192.0.2.1", "192.0.2.2")
                .tcp(40000, 9000, TcpSegment.ACK, 1, 1).payload(5).build());
    }

    @Test
    void rowBelowARetransmissionSaysWhyItWasSent() {
        byte[] frame = segment();
        FaultEffect lost = new FaultEffect.Dropped(DropReason.LOSS);
        try (LadderWatch watch = watch()) {
            watch.seen(new WireEvent(WireEvent.Kind.SENT, PAIR, 0, ZERO_NANOS, frame, frame.length,
                    List.of(lost)));
            watch.seen(new WireEvent(WireEvent.Kind.SENT, PAIR, 1, ZERO_NANOS + 228_000_000, frame,
                    frame.length, List.of()));
            watch.seen(new WireEvent(WireEvent.Kind.ARRIVED, PAIR, 1, ZERO_NANOS + 229_000_000, frame,
                    frame.length, List.of()));
        }
        assertEquals(4, rows.size(), rows.toString());
        assertTrue(rows.get(1).endsWith("| lost"), rows.get(1));
        assertTrue(rows.get(2).contains("->| 1.00 ms"), rows.get(2));
        assertEquals("waited 228 ms: the segment was lost, and TCP's timer retransmitted",
                rows.get(3).strip());
    }

    @Test
    void packetsBeyondTheRowLimitAreCounted() {
        int packets = 1000;
        try (LadderWatch watch = watch()) {
            for (int i = 0; i < packets; i++) {
                watch.seen(event(WireEvent.Kind.SENT, i, 5 + i * 1e-4));
                watch.seen(event(WireEvent.Kind.ARRIVED, i, 5 + i * 1e-4));
            }
            watch.seen(event(WireEvent.Kind.SENT, packets, 7));
            watch.seen(event(WireEvent.Kind.ARRIVED, packets, 7));
        }
        assertEquals(LadderWatch.MAX_ROWS_PER_SECOND + 1,
                rows.stream().filter(row -> row.contains("->|")).count(), rows.toString());
        assertEquals("          … 970 more packets not drawn (at most 30 per second)",
                rows.get(rows.size() - 2));
    }
}
