package netkit.compare.wire;

import static netkit.compare.wire.WireScript.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.link.Transport;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.FaultEffect;
import netkit.packet.TcpSegment;

/** Messages in hand-made TCP segments. */
class WireReaderTest {
    private static final int SIZE = 20;
    private static final int CLIENT = 40_000;
    private static final int SYN_ACK = TcpSegment.SYN | TcpSegment.ACK;
    private static final int FIN_ACK = TcpSegment.FIN | TcpSegment.ACK;
    private static final byte[] NOTHING = {};
    private static final FaultEffect DAMAGE = new FaultEffect.Corrupted(50, 1, true);

    private final WireScript wire = new WireScript(Transport.TCP, 10, SIZE);

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    @Test
    void messageLeavesAndArrivesWithItsLastByte() {
        byte[] message = wire.message(3);
        wire.passes(segment(CLIENT, 1000, part(message, 0, 15)));
        assertEquals("", wire.story(3));
        wire.passes(segment(CLIENT, 1015, part(message, 15, SIZE)));
        assertEquals("left 3, arrived 4", wire.story(3));
    }

    @Test
    void segmentMayContainManyMessages() {
        wire.passes(segment(CLIENT, 1000, wire.messages(0, 10)));
        for (int number = 0; number < 10; number++) {
            assertEquals("left 1, arrived 2", wire.story(number));
        }
    }

    @Test
    void bytesBetweenMessagesAreIgnored() {
        byte[] noise = "<12:34>< MESSAGE\n\n<<007:0000001"
                .getBytes(StandardCharsets.US_ASCII);
        wire.passes(segment(CLIENT, 1000, noise));
        wire.passes(segment(CLIENT, 1000 + noise.length, wire.message(5)));
        assertEquals("left 3, arrived 4", wire.story(5));
        assertEquals("", wire.story(1));
    }

    @Test
    void messageOfAnotherTrialIsIgnored() {
        byte[] message = new byte[SIZE];
        NumberedMessage.encode(WireScript.TRIAL + 1, 2, message);
        wire.passes(segment(CLIENT, 1000, message));
        assertEquals("", wire.story(2));
    }

    @Test
    void messagesOfADroppedSegmentAreLostUntilRetransmitted() {
        byte[] two = wire.messages(0, 2);
        wire.drops(segment(CLIENT, 1000, two), DropReason.LOSS);
        assertEquals("left 1, dropped by the wire: loss", wire.story(0));
        assertEquals("left 1, dropped by the wire: loss", wire.story(1));

        wire.passes(segment(CLIENT, 1000, part(two, 0, SIZE)));
        assertEquals("left 1, arrived 3", wire.story(0));
        assertEquals("left 1, dropped by the wire: loss", wire.story(1));
    }

    @Test
    void retransmissionMayBeSegmentedDifferently() {
        byte[] all = wire.messages(0, 4);
        wire.drops(segment(CLIENT, 1000, part(all, 0, 30)), DropReason.LOSS);
        wire.passes(segment(CLIENT, 1030, part(all, 30, 80)));
        assertEquals("left 2, dropped by the wire: loss", wire.story(1));
        assertEquals("left 2, arrived 3", wire.story(2));
        wire.passes(segment(CLIENT, 1000, part(all, 0, 10)));
        wire.passes(segment(CLIENT, 1010, part(all, 10, 45)));
        assertEquals("left 1, arrived 7", wire.story(0));
        assertEquals("left 2, arrived 7", wire.story(1));
        assertEquals("left 2, arrived 3", wire.story(2));
        assertEquals(List.of(false, false, true, true),
                wire.packets().stream().map(WirePacket::retransmission).toList());
    }

    @Test
    void segmentsMayArriveInAnyOrder() {
        byte[] all = wire.messages(0, 3);
        long first = wire.sends(segment(CLIENT, 1000, part(all, 0, 25)));
        long second = wire.sends(segment(CLIENT, 1025, part(all, 25, 35)));
        long third = wire.sends(segment(CLIENT, 1035, part(all, 35, 60)));
        wire.arrives(third);
        wire.arrives(first);
        wire.arrives(second);
        assertEquals("left 1, arrived 5", wire.story(0));
        assertEquals("left 3, arrived 6", wire.story(1));
        assertEquals("left 3, arrived 4", wire.story(2));
    }

    @Test
    void segmentMayContainOldAndNewBytes() {
        byte[] all = wire.messages(0, 2);
        wire.passes(segment(CLIENT, 1000, part(all, 0, 15)));
        wire.passes(segment(CLIENT, 1005, part(all, 5, 40)));
        assertEquals("left 3, arrived 4", wire.story(0));
        assertEquals("left 3, arrived 4", wire.story(1));
        assertTrue(wire.packets().get(1).retransmission());
    }

    @Test
    void corruptedSegmentDoesNotArrive() {
        byte[] packet = segment(CLIENT, 1000, wire.message(0));
        wire.arrives(wire.sends(packet, DAMAGE));
        assertEquals("left 1, corrupted by the wire: bob's kernel discarded it", wire.story(0));
        wire.passes(packet);
        assertEquals("left 1, arrived 4", wire.story(0));
        assertEquals(List.of(DAMAGE), wire.packets().getFirst().effects());
    }

    @Test
    void firstCopyOfAPacketCounts() {
        long number = wire.sends(segment(CLIENT, 1000, wire.message(0)), new FaultEffect.Duplicated());
        wire.arrives(number);
        wire.arrives(number);
        assertEquals("left 1, arrived 2", wire.story(0));
        assertEquals(List.of(2 * WireScript.MILLISECOND, 3 * WireScript.MILLISECOND),
                wire.packets().getFirst().arrivedAt());
    }

    @Test
    void copyMayBeLostWhenTheWireIsCut() {
        long number = wire.sends(segment(CLIENT, 1000, wire.message(0)), new FaultEffect.Duplicated());
        wire.isLost(number);
        assertEquals("left 1, dropped by the wire: the wire is cut", wire.story(0));
        wire.arrives(number);
        assertEquals("left 1, arrived 3", wire.story(0));
        assertEquals(Optional.empty(), wire.packets().getFirst().dropped());

        wire.isLost(wire.sends(segment(CLIENT, 1020, wire.message(1))));
        assertEquals(Optional.of(DropReason.CUT), wire.packets().getLast().dropped());
    }

    @Test
    void arrivedMessageIsNotLostWithAnotherCopy() {
        wire.passes(segment(CLIENT, 1000, wire.message(0)));
        wire.drops(segment(CLIENT, 1000, wire.message(0)), DropReason.LOSS);
        assertEquals("left 1, arrived 2", wire.story(0));
    }

    @Test
    void headerMaySpanALostSegmentAndTheNext() {
        byte[] message = wire.message(4);
        wire.drops(segment(CLIENT, 1000, part(message, 0, 5)), DropReason.BURST_LOSS);
        wire.passes(segment(CLIENT, 1005, part(message, 5, SIZE)));
        assertEquals("left 2, dropped by the wire: loss in a burst", wire.story(4));
        assertEquals(List.of(List.of(4), List.of(4)),
                wire.packets().stream().map(WirePacket::messages).toList());
        wire.passes(segment(CLIENT, 1000, part(message, 0, 5)));
        assertEquals("left 2, arrived 5", wire.story(4));
    }

    @Test
    void connectionsDoNotMix() {
        byte[] message = wire.message(0);
        wire.passes(segment(CLIENT, 1000, part(message, 0, 10)));
        wire.passes(segment(CLIENT + 1, 1010, part(message, 10, SIZE)));
        assertEquals("", wire.story(0));
        wire.passes(segment(CLIENT + 1, 1020, wire.message(1)));
        wire.passes(segment(CLIENT, 1010, part(message, 10, SIZE)));
        assertEquals("left 7, arrived 8", wire.story(0));
        assertEquals("left 5, arrived 6", wire.story(1));
    }

    @Test
    void portsMayBeReused() {
        wire.passes(segment(CLIENT, 1000, SYN_ACK, NOTHING));
        long straggler = wire.sends(segment(CLIENT, 1001, wire.message(0)));
        wire.passes(segment(CLIENT, 500, SYN_ACK, NOTHING));
        wire.passes(segment(CLIENT, 501, wire.message(1)));
        wire.arrives(straggler);
        assertEquals("left 3, arrived 8", wire.story(0));
        assertEquals("left 6, arrived 7", wire.story(1));
        assertFalse(wire.packets().stream().anyMatch(WirePacket::retransmission));
    }

    @Test
    void sequenceNumbersWrapAround() {
        long start = (1L << 32) - 31;
        wire.passes(segment(CLIENT, start, SYN_ACK, NOTHING));
        byte[] all = wire.messages(0, 3);
        wire.drops(segment(CLIENT, start + 1, part(all, 0, 25)), DropReason.LOSS);
        wire.passes(segment(CLIENT, start + 26, part(all, 25, 40)));
        wire.passes(segment(CLIENT, start + 41, part(all, 40, 60)));
        wire.passes(segment(CLIENT, start + 1, part(all, 0, 25)));
        assertEquals("left 3, arrived 9", wire.story(0));
        assertEquals("left 4, arrived 9", wire.story(1));
        assertEquals("left 6, arrived 7", wire.story(2));
        List<WirePacket> packets = wire.packets();
        assertEquals(List.of(0L, 25L, 40L, 0L), packets.stream().skip(1)
                .map(packet -> packet.sequence().getAsLong()).toList());
        assertEquals(List.of(false, false, false, false, true),
                packets.stream().map(WirePacket::retransmission).toList());
    }

    @Test
    void synAndFinConsumeASequenceNumberOnly() {
        wire.drops(segment(CLIENT, 1000, SYN_ACK, NOTHING), DropReason.LOSS);
        wire.passes(segment(CLIENT, 1000, SYN_ACK, NOTHING));
        wire.passes(segment(CLIENT, 1001, FIN_ACK, wire.message(0)));
        wire.passes(segment(CLIENT, 1001 + SIZE, FIN_ACK, NOTHING)); // retransmitted without the byte
        assertEquals("left 4, arrived 5", wire.story(0));
        assertEquals(List.of(false, true, false, true),
                wire.packets().stream().map(WirePacket::retransmission).toList());
        assertEquals(List.of(0, 0, SIZE, 0), wire.packets().stream().map(WirePacket::payload).toList());
    }

    @Test
    void nextHeaderIsFoundAfterUnobservedBytes() {
        wire.passes(segment(CLIENT, 1000, part(wire.message(0), 0, 15)));
        wire.passes(segment(CLIENT, 1050, wire.message(1)));
        assertEquals("left 3, arrived 4", wire.story(1));
    }

    @Test
    void messageSentTwiceByTheProgramHasLeftAlready() {
        wire.drops(segment(CLIENT, 1000, wire.message(0)), DropReason.LOSS);
        wire.passes(segment(CLIENT + 1, 7000, wire.message(0)));
        assertEquals("left 1, arrived 3", wire.story(0));
        assertEquals(List.of(List.of(0), List.of(0)),
                wire.packets().stream().map(WirePacket::messages).toList());
    }

    @Test
    void packetsFromTheReceiverCarryNoMessages() {
        wire.answers(segment(CLIENT, 1000, wire.message(0)));
        assertEquals("", wire.story(0));
        WirePacket packet = wire.packets().getFirst();
        assertEquals(List.of(), packet.messages());
        assertEquals(OptionalLong.of(0), packet.sequence());
        assertEquals("bob>alice", packet.pair().toString());
    }

    @Test
    void packetIsDescribed() {
        wire.passes(segment(CLIENT, 1000, SYN_ACK, NOTHING));
        long number = wire.sends(segment(CLIENT, 1001, wire.messages(0, 2)), new FaultEffect.Duplicated());
        wire.arrives(number);
        WirePacket packet = wire.packets().getLast();
        assertEquals("ACK seq=1 ack=1 len=40", packet.label());
        assertEquals("9000→40000", packet.flow());
        assertEquals(80, packet.length());
        assertEquals(40, packet.payload());
        assertEquals(3 * WireScript.MILLISECOND, packet.sentAt());
        assertEquals(List.of(0, 1), packet.messages());
        assertEquals(number, packet.number());
    }

    @Test
    void onlyTheFirstPacketsAreStored() {
        byte[] packet = segment(CLIENT, 1000, wire.message(0));
        for (int i = 0; i < WireStats.MAX_PACKETS; i++) {
            wire.drops(packet, DropReason.LOSS);
        }
        assertTrue(wire.reader.isComplete());
        wire.passes(packet);
        assertFalse(wire.reader.isComplete());
        assertEquals(WireStats.MAX_PACKETS, wire.packets().size());
        assertTrue(wire.story(0).startsWith("left 1, arrived "), wire.story(0));
    }
}
