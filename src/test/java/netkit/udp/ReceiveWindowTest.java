package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.udp.ReliableDatagram.Data;

/** Scripts of arriving datagrams, and the acknowledgements sent: {@code 3+5,6} is next 3, with 5 and 6 received. */
class ReceiveWindowTest {
    private static final int SESSION = 7;

    private final List<String> acks = new ArrayList<>();
    private final ReceiveWindow window = new ReceiveWindow(ack -> {
        List<String> arrived = new ArrayList<>();
        for (int bit = 0; bit < ReliableDatagram.WINDOW; bit++) {
            if ((ack.arrived() >>> bit & 1) != 0) {
                arrived.add(Integer.toString(ack.next() + bit));
            }
        }
        acks.add(ack.next() + (arrived.isEmpty() ? "" : "+" + String.join(",", arrived)));
    });
    private long now;

    private void arrives(int session, int sequence, int base) {
        window.received(new Data(session, sequence, base,
                (session + ":" + sequence).getBytes(StandardCharsets.US_ASCII)), now);
    }

    private void arrives(int sequence, int base) {
        arrives(SESSION, sequence, base);
    }

    /** Processes all messages that can be delivered. */
    private List<String> processed() {
        List<String> all = new ArrayList<>();
        for (Optional<byte[]> one = window.deliver(); one.isPresent(); one = window.deliver()) {
            all.add(new String(one.get(), StandardCharsets.US_ASCII).substring(2));
            window.taken(true);
        }
        return all;
    }

    private void assertAcks(String... expected) {
        assertEquals(List.of(expected), acks);
        acks.clear();
    }

    @Test
    void processedMessageIsAcknowledged() {
        arrives(0, 0);
        assertAcks();
        assertEquals(List.of("0"), processed());
        assertAcks("1");
        assertEquals(OptionalLong.empty(), window.nextTick());
    }

    @Test
    void outOfOrderMessageWaitsForThoseBeforeIt() {
        arrives(2, 0);
        assertAcks("0+2");
        arrives(1, 0);
        assertAcks("0+1,2");
        assertEquals(List.of(), processed());
        arrives(0, 0);
        assertAcks("0+0,1,2"); // fills a gap: acknowledged at once
        assertEquals(List.of("0", "1", "2"), processed());
        assertAcks("1+1,2", "2+2", "3");
    }

    @Test
    void duplicateIsDiscardedAndAcknowledgedAgain() {
        arrives(0, 0);
        assertEquals(List.of("0"), processed());
        arrives(0, 0);
        assertAcks("1", "1");
        arrives(2, 0);
        arrives(2, 0);
        assertAcks("1+2", "1+2");
        assertEquals(List.of(), processed());
    }

    @Test
    void acknowledgementIsDelayedForTheProgramUpToALimit() {
        arrives(0, 0);
        now = 5;
        arrives(1, 0);
        assertEquals(OptionalLong.of(ReceiveWindow.DELAY), window.nextTick());
        window.deliver();
        now = ReceiveWindow.DELAY - 1;
        window.tick(now);
        assertAcks();
        now++;
        window.tick(now);
        assertAcks("0+0,1");
        window.taken(true);
        assertAcks("1+1");
    }

    @Test
    void programProcessesOneMessageAtATime() {
        arrives(0, 0);
        arrives(1, 0);
        window.deliver();
        assertEquals(Optional.empty(), window.deliver());
        window.taken(true);
        assertEquals("7:1", new String(window.deliver().orElseThrow(), StandardCharsets.US_ASCII));
    }

    @Test
    void afterFirstUnacknowledgedMessageAllAreDeliveredButNoneAcknowledged() {
        arrives(0, 0);
        arrives(1, 0);
        window.deliver();
        window.taken(false);
        assertEquals(List.of("1"), processed());
        arrives(0, 0);
        arrives(3, 0);
        now = 10 * ReceiveWindow.DELAY;
        window.tick(now);
        assertAcks();
    }

    @Test
    void baseMovesTheWindow() {
        arrives(0, 0);
        arrives(63, 0);
        assertAcks("0+0,63");
        arrives(64, 1); // base 1: the sender knows that an earlier receiver has processed 0
        assertAcks("1+63,64");
        assertEquals(List.of(), processed());
    }

    @Test
    void receiverWithoutStateStartsAtTheBase() {
        arrives(100, 98);
        assertAcks("98+100");
        arrives(98, 98);
        arrives(99, 98);
        assertEquals(List.of("98", "99", "100"), processed());
    }

    @Test
    void receiverSkipsMessagesBelowTheBaseOfTheSender() {
        arrives(50, 40);
        arrives(60, 60);
        assertEquals(List.of("60"), processed());
    }

    @Test
    void newSessionResetsTheWindow() {
        arrives(0, 0);
        arrives(2, 0);
        acks.clear();
        arrives(8, 0, 0);
        assertEquals(List.of("0"), processed());
        assertAcks("1");
        arrives(SESSION, 1, 0);
        assertAcks(); // a datagram of the old session
        arrives(8, 1, 0);
        assertEquals(List.of("1"), processed());
    }

    @Test
    void messageOfOldSessionIsNotAcknowledged() {
        arrives(0, 0);
        window.deliver();
        arrives(8, 0, 0);
        window.taken(true);
        assertAcks();
        assertEquals(List.of("0"), processed());
        assertAcks("1");
    }

    @Test
    void sequenceNumbersWrapAround() {
        arrives(-2, -2);
        arrives(0, -2);
        acks.clear();
        arrives(-1, -2);
        assertEquals(List.of("-2", "-1", "0"), processed());
        assertAcks("-2+-2,-1,0", "-1+-1,0", "0+0", "1");
    }
}
