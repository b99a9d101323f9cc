package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.udp.ReliableDatagram.Data;

/** Scripts of what comes and what the program does, and what is acknowledged then: {@code 3+5,6} is next 3, and 5 and 6. */
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

    private void comes(int session, int sequence, int base) {
        window.received(new Data(session, sequence, base,
                (session + ":" + sequence).getBytes(StandardCharsets.US_ASCII)), now);
    }

    private void comes(int sequence, int base) {
        comes(SESSION, sequence, base);
    }

    /** The program takes all that there is. */
    private List<String> taken() {
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
        comes(0, 0);
        assertAcks();
        assertEquals(List.of("0"), taken());
        assertAcks("1");
        assertEquals(OptionalLong.empty(), window.nextTick());
    }

    @Test
    void outOfOrderMessageWaitsForThoseBeforeIt() {
        comes(2, 0);
        assertAcks("0+2");
        comes(1, 0);
        assertAcks("0+1,2");
        assertEquals(List.of(), taken());
        comes(0, 0);
        assertAcks("0+0,1,2"); // it fills a gap: at once
        assertEquals(List.of("0", "1", "2"), taken());
        assertAcks("1+1,2", "2+2", "3");
    }

    @Test
    void duplicateIsDiscardedAndAcknowledgedAgain() {
        comes(0, 0);
        assertEquals(List.of("0"), taken());
        comes(0, 0);
        assertAcks("1", "1");
        comes(2, 0);
        comes(2, 0);
        assertAcks("1+2", "1+2");
        assertEquals(List.of(), taken());
    }

    @Test
    void acknowledgementIsDelayedForTheProgramUpToALimit() {
        comes(0, 0);
        now = 5;
        comes(1, 0);
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
        comes(0, 0);
        comes(1, 0);
        window.deliver();
        assertEquals(Optional.empty(), window.deliver());
        window.taken(true);
        assertEquals("7:1", new String(window.deliver().orElseThrow(), StandardCharsets.US_ASCII));
    }

    @Test
    void afterFirstUnacknowledgedMessageAllAreDeliveredButNoneAcknowledged() {
        comes(0, 0);
        comes(1, 0);
        window.deliver();
        window.taken(false);
        assertEquals(List.of("1"), taken());
        comes(0, 0);
        comes(3, 0);
        now = 10 * ReceiveWindow.DELAY;
        window.tick(now);
        assertAcks();
    }

    @Test
    void baseMovesTheWindow() {
        comes(0, 0);
        comes(63, 0);
        assertAcks("0+0,63");
        comes(64, 1); // base 1: the sender knows that 0 was taken, by a receiver before this one
        assertAcks("1+63,64");
        assertEquals(List.of(), taken());
    }

    @Test
    void receiverWithoutStateStartsAtTheBase() {
        comes(100, 98);
        assertAcks("98+100");
        comes(98, 98);
        comes(99, 98);
        assertEquals(List.of("98", "99", "100"), taken());
    }

    @Test
    void receiverSkipsMessagesBelowTheBaseOfTheSender() {
        comes(50, 40);
        comes(60, 60);
        assertEquals(List.of("60"), taken());
    }

    @Test
    void newSessionResetsTheWindow() {
        comes(0, 0);
        comes(2, 0);
        acks.clear();
        comes(8, 0, 0);
        assertEquals(List.of("0"), taken());
        assertAcks("1");
        comes(SESSION, 1, 0);
        assertAcks(); // late: its sender is gone
        comes(8, 1, 0);
        assertEquals(List.of("1"), taken());
    }

    @Test
    void messageOfOldSessionIsNotAcknowledged() {
        comes(0, 0);
        window.deliver();
        comes(8, 0, 0);
        window.taken(true);
        assertAcks();
        assertEquals(List.of("0"), taken());
        assertAcks("1");
    }

    @Test
    void sequenceNumbersWrapAround() {
        comes(-2, -2);
        comes(0, -2);
        acks.clear();
        comes(-1, -2);
        assertEquals(List.of("-2", "-1", "0"), taken());
        assertAcks("-2+-2,-1,0", "-1+-1,0", "0+0", "1");
    }
}
