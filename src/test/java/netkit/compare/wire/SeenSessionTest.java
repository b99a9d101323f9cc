package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import netkit.udp.ReliableDatagram;

class SeenSessionTest {
    private final SeenSession seen = new SeenSession();

    /** Returns those of these datagrams of a session that are called retransmissions, by their index. */
    private List<Integer> retransmissions(int session, int... sequences) {
        return IntStream.range(0, sequences.length).filter(index -> seen.isRetransmission(
                new ReliableDatagram.Data(session, sequences[index], sequences[index], new byte[1]).encode()))
                .boxed().toList();
    }

    @Test
    void sameMessageAgainIsARetransmission() {
        assertEquals(List.of(3, 4), retransmissions(1, 0, 1, 2, 1, 2, 3));
        assertEquals(2, seen.retransmitted());
    }

    @Test
    void firstTransmissionOutOfOrderIsNone() {
        assertEquals(List.of(7, 8), retransmissions(1, 0, 5, 2, 1, 4, 3, 6, 2, 5));
    }

    @Test
    void messageBeforeTheFirstOneThatWasSeenIsNone() {
        assertEquals(List.of(2), retransmissions(1, 3, 2, 2));
    }

    @Test
    void whatIsMoreThanAWindowBehindWasSentBefore() {
        int[] all = IntStream.range(0, 66).toArray();
        assertEquals(List.of(), retransmissions(1, all));
        assertEquals(List.of(0, 1), retransmissions(1, 1, 65));
        assertEquals(List.of(1), retransmissions(1, 500, 436, 437));
    }

    @Test
    void sequenceNumbersWrap() {
        assertEquals(List.of(3), retransmissions(1, -2, 0, -1, -1, 1));
    }

    @Test
    void eachSessionHasItsOwnNumbers() {
        retransmissions(1, 0, 1, 2);
        assertEquals(List.of(1), retransmissions(2, 0, 0, 1));
    }

    @Test
    void acknowledgementsAndOtherDatagramsAreNone() {
        byte[] ack = new ReliableDatagram.Ack(1, 0, 0).encode();
        retransmissions(1, 0, 1);
        assertEquals(false, seen.isRetransmission(ack));
        assertEquals(false, seen.isRetransmission(Arrays.copyOf(ack, 3)));
    }
}
