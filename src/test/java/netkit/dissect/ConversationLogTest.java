package netkit.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Test;

import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketDirection;
import netkit.packet.TcpSegment;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.stream.SegmentMark;

class ConversationLogTest {
    private static final String ALICE = "192.0.2.9";
    private static final String BOB = "192.0.2.2";
    private static final int ACK = TcpSegment.ACK;

    private final ConversationLog log = ConversationLog.ofAll();
    private final Dissector dissector = new Dissector(log);
    private long packets;

    private void packet(PacketBuilder builder) {
        byte[] bytes = builder.build();
        packets++;
        dissector.dissect(new CapturedPacket(packets,
                new CapturedPacket.Interface("", "", LinkType.RAW_IP.code()),
                OptionalLong.of(packets * 100_000_000), bytes, bytes.length, PacketDirection.UNKNOWN,
                List.of()));
    }

    private void alice(int flags, long sequence, long acknowledgment, String text) {
        packet(PacketBuilder.ip(ALICE, BOB).tcp(40_000, 9000, flags, sequence, acknowledgment)
                .payload(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void bob(int flags, long sequence, long acknowledgment, String text) {
        packet(PacketBuilder.ip(BOB, ALICE).tcp(9000, 40_000, flags, sequence, acknowledgment)
                .payload(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void open() {
        alice(TcpSegment.SYN, 99, 0, "");
        bob(TcpSegment.SYN | ACK, 199, 100, "");
        alice(ACK, 100, 200, "");
    }

    @Test
    void aMessageNamesThePacketsThatCarriedIt() {
        open();
        alice(ACK, 100, 200, "hel");
        alice(ACK, 103, 200, "lo\nbye\n");
        alice(ACK, 100, 200, "hello\n");
        bob(ACK, 200, 110, "* bob\n");
        List<ConversationLog.Message> messages = log.messages();
        assertEquals(List.of("hello", "bye", "* bob"),
                messages.stream().map(ConversationLog.Message::content).toList());
        assertEquals(List.of(4L, 5L), messages.getFirst().packets());
        assertEquals(List.of(6L), messages.getFirst().repeatedIn());
        assertEquals(List.of(5L), messages.get(1).packets());
        assertEquals(List.of(), messages.get(1).repeatedIn());
        assertEquals(ALICE + ":40000", messages.getFirst().from().toString());
        assertEquals(BOB + ":9000", messages.get(2).from().toString());
        assertEquals(Protocol.CHAT, messages.getFirst().protocol());
    }

    @Test
    void theBytesOfEachDirectionAreInOrderAndGapsAreNamed() {
        open();
        alice(ACK, 103, 200, "def");
        alice(ACK, 100, 200, "abc");
        bob(ACK, 205, 106, "late");
        alice(ACK, 106, 209, "");
        ConversationLog.Connection connection = log.connections().getFirst();
        StringBuilder story = new StringBuilder();
        for (ConversationLog.Part part : connection.parts()) {
            story.append(part.fromFirst() ? ">" : "<").append(part.missing() > 0 ? "gap" + part.missing()
                    : new String(part.bytes(), StandardCharsets.UTF_8)).append(' ');
        }
        assertEquals(">abc >def <gap5 <late ", story.toString());
        assertEquals(ALICE + ":40000", connection.first().toString());
        assertEquals(OptionalLong.of(200_000_000), connection.initialRttNanos());
        assertTrue(log.messages().stream().anyMatch(one -> one.notices()
                .contains("5 bytes are missing in the capture")), log.messages().toString());
    }

    @Test
    void segmentsArePointsOfATimeSequenceDiagram() {
        open();
        alice(ACK, 100, 200, "abc");
        alice(ACK, 100, 200, "abc");
        bob(ACK, 200, 103, "");
        List<ConversationLog.Point> points = log.connections().getFirst().points();
        assertEquals(6, points.size());
        assertEquals(1, points.get(3).sequence());
        assertEquals(3, points.get(3).length());
        assertEquals(OptionalLong.of(3), points.get(3).bytesInFlight());
        assertEquals(300_000_000, points.get(3).nanos());
        assertEquals(Set.of(SegmentMark.OUT_OF_ORDER, SegmentMark.RETRANSMISSION).contains(
                points.get(4).marks().iterator().next()), true);
        assertEquals(OptionalLong.of(4), points.get(5).acknowledgment());
        assertTrue(points.get(5).ackRttNanos().isPresent());
    }

    @Test
    void aLogOfOneConnectionKeepsNothingOfOthers() {
        ConversationLog one = ConversationLog.ofConnection(1);
        Dissector second = new Dissector(one);
        for (int port : new int[] {1000, 1001, 1002}) {
            byte[] bytes = PacketBuilder.ip(ALICE, BOB).tcp(port, 9000, ACK, 1, 1)
                    .payload(("from " + port + "\n").getBytes(StandardCharsets.UTF_8)).build();
            second.dissect(
                    new CapturedPacket(port, new CapturedPacket.Interface("", "", LinkType.RAW_IP.code()),
                            OptionalLong.empty(), bytes, bytes.length, PacketDirection.UNKNOWN, List.of()));
        }
        assertEquals(List.of("from 1001"),
                one.messages().stream().map(ConversationLog.Message::content).toList());
        assertEquals(1, one.connections().size());
        assertTrue(one.isComplete());
    }
}
