package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import netkit.compare.link.Transport;
import netkit.compare.wire.WireStats;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.Late;

class RetransmissionsTest {
    private static WireStats wire(long retransmitted) {
        DirectionCount there = new DirectionCount("alice", "bob", 10, 1000, 10, 1000, Map.of(),
                0, 0, 0, 0, 0, 0);
        DirectionCount back = new DirectionCount("bob", "alice", 10, 1000, 10, 1000, Map.of(),
                0, 0, 0, 0, 0, 0);
        return new WireStats(there.plusRetransmitted(retransmitted), back, WireStats.Requests.NONE, List.of(),
                true, 0, Late.NONE);
    }

    @Test
    void retransmissionsAreNamedInTheUnitOfTheTransport() {
        assertEquals("; 2 datagrams were retransmitted", Retransmissions.words(Transport.UDP_ACK, wire(2)));
        assertEquals("; 1 TCP segment was retransmitted", Retransmissions.words(Transport.QUEUE, wire(1)));
        assertEquals("; no TCP segment was retransmitted", Retransmissions.words(Transport.TCP, wire(0)));
    }

    @Test
    void plainUdpHasNoRetransmissions() {
        assertEquals("", Retransmissions.words(Transport.UDP, wire(0)));
    }
}
