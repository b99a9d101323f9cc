package netkit.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.HostCount;
import netkit.lab.wire.Late;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

class WireTableTest {
    private static final WireSettings CLEAR = WireSettings.clear(List.of("alice", "bob"));
    private static final DirectionCount BUSY = new DirectionCount("alice", "bob", 1104, 113_032,
            993,
            101_000, Map.of(DropReason.LOSS, 100L, DropReason.QUEUE_FULL, 13L), 2, 1, 0, 50, 3, 0);
    private static final DirectionCount IDLE = new DirectionCount("bob", "alice", 0, 0, 0, 0,
            Map.of(), 0,
            0, 0, 0, 0, 0);

    @Test
    void directionShowsFaultsCountersAndDropReasons() {
        WireSettings settings = WireChange.parse("alice>bob loss 10% delay 20ms").applyTo(CLEAR);
        assertEquals("""
                            packets         bytes  delivered  dropped   dup TCP retrans
                alice>bob     1,104       113,032        993      113     2           3
                  set to: loss 10% delay 20ms
                  dropped: 100 (loss), 13 (the queue is full)
                  1 corrupted
                the other direction: no packets yet, no faults
                """, String.join("\n", WireTable.lines(settings, List.of(BUSY, IDLE), List.of(), Late.NONE))
                + "\n");
    }

    @Test
    void wireWithoutTrafficIsReportedInOneLine() {
        assertEquals(List.of("every direction: no packets yet, no faults"),
                WireTable.lines(CLEAR, List.of(IDLE), List.of(), Late.NONE));
    }

    @Test
    void busyMachineIsNamedIfItsLatenessIsNotSmallBesideTheDelaysSet() {
        String busy = "this machine was busy: the wire was late by up to 18 ms";
        WireSettings slow = WireChange.parse("delay 190ms jitter 10ms").applyTo(CLEAR);
        Late late = new Late(18_700_000, 11_000_000);
        assertEquals(busy, WireTable.counts(CLEAR, List.of(IDLE), List.of(), late).getLast());
        assertEquals(busy, WireTable.lines(CLEAR, List.of(IDLE), List.of(), late).getLast());
        List<String> nothing = List.of("every direction: no packets yet");
        assertEquals(nothing, WireTable.counts(slow, List.of(IDLE), List.of(), late));
        assertEquals(nothing,
                WireTable.counts(CLEAR, List.of(IDLE), List.of(), new Late(90_000_000, 9_000_000)));
    }

    @Test
    void lossesOfTheMachineAreNotReportedAsFaults() {
        List<String> lines = WireTable.counts(CLEAR, List.of(BUSY, IDLE),
                List.of(new HostCount("alice", 0, 0, 0), new HostCount("bob", 1500, 1, 0)),
                Late.NONE);
        assertTrue(lines.contains("bob did not accept 1 packet that the wire delivered"), lines.toString());
        assertTrue(lines
                .contains("this machine lost 1,500 packets at bob: overload, not a configured fault"),
                lines.toString());
    }
}
