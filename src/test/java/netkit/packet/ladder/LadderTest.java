package netkit.packet.ladder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.packet.IpAddress;
import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;
import netkit.packet.stream.SegmentMark;

@Tag("slow")
class LadderTest {
    private static final int ACK = TcpSegment.ACK;
    private static final int PSH = TcpSegment.PSH;
    private static final int SYN = TcpSegment.SYN;
    private static final int FIN = TcpSegment.FIN;
    private static final int RST = TcpSegment.RST;
    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final String MSS = "020405b4";
    /** Initial sequence numbers, one of them close to the wrap-around. */
    private static final long A = 0xFFFF_FFFEL;
    private static final long B = 5_000;

    private final Ladder ladder = new Ladder();
    private long number;
    private long now = 1_700_000_000_000_000_000L;

    @BeforeEach
    void start() {
        number = 0;
    }

    private LadderArrow sent(String from, String to, PacketBuilder packet, String... lost) {
        now += 1_000;
        return ladder.sent(new SentPacket(number++, now, from, to, LinkType.RAW_IP, packet.build(),
                lost.length == 0 ? Optional.empty() : Optional.of(lost[0]), List.of()));
    }

    private static PacketBuilder alice(int flags, long sequence, long acknowledgment) {
        return PacketBuilder.ip(ALICE, BOB).tcp(40_000, 80, flags, sequence, acknowledgment);
    }

    private static PacketBuilder bob(int flags, long sequence, long acknowledgment) {
        return PacketBuilder.ip(BOB, ALICE).tcp(80, 40_000, flags, sequence, acknowledgment);
    }

    private LadderArrow fromAlice(PacketBuilder packet, String... lost) {
        return sent("alice", "bob", packet, lost);
    }

    private LadderArrow fromBob(PacketBuilder packet, String... lost) {
        return sent("bob", "alice", packet, lost);
    }

    private void handshake() {
        assertEquals("SYN seq=0 win=64240 mss=1460", fromAlice(alice(SYN, A, 0).tcpOptions(MSS)).label());
        assertEquals("SYN,ACK seq=0 ack=1 win=64240 mss=1460",
                fromBob(bob(SYN | ACK, B, A + 1).tcpOptions(MSS)).label());
        assertEquals("ACK seq=1 ack=1", fromAlice(alice(ACK, A + 1, B + 1)).label());
    }

    private static void assertMark(SegmentMark mark, LadderArrow arrow) {
        assertEquals(Optional.ofNullable(mark), arrow.mark(), arrow.label());
    }

    @Test
    void sequenceNumbersAreRelativeToTheSynAcrossTheWrapAround() {
        handshake();
        LadderArrow data = fromAlice(alice(PSH | ACK, A + 1, B + 1).payload(5));
        assertEquals("PSH,ACK seq=1 ack=1 len=5", data.label());
        assertEquals("40000→80", data.flow());
        assertEquals(3_000, data.sentAt());
        assertEquals("ACK seq=1 ack=6", fromBob(bob(ACK, B + 1, A + 6)).label());
        assertEquals("FIN,ACK seq=6 ack=1", fromAlice(alice(FIN | ACK, A + 6, B + 1)).label());
        assertEquals("FIN,ACK seq=1 ack=7", fromBob(bob(FIN | ACK, B + 1, A + 7)).label());
        assertEquals("ACK seq=7 ack=2", fromAlice(alice(ACK, A + 7, B + 2)).label());
    }

    @Test
    void relativeSequenceNumbersContinueBeyondFourGibibytes() {
        handshake();
        long sequence = A + 1;
        LadderArrow arrow = null;
        for (int i = 0; i < 5 << 20; i += 64) {
            arrow = fromAlice(alice(ACK, sequence, B + 1).payload(1000));
            sequence += 1000L << 6; // a gap in the sequence numbers is not a retransmission
            assertMark(null, arrow);
        }
        assertEquals("ACK seq=" + (1 + ((5L << 20) - 64) * 1000) + " ack=1 len=1000", arrow.label());
    }

    @Test
    void segmentWithSequenceNumbersSentBeforeIsARetransmission() {
        handshake();
        assertMark(null, fromAlice(alice(PSH | ACK, A + 1, B + 1).payload(5), "loss"));
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(PSH | ACK, A + 1, B + 1).payload(5)));
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(PSH | ACK, A + 3, B + 1).payload(9)));
        assertMark(null, fromAlice(alice(PSH | ACK, A + 12, B + 1).payload(1)));
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(PSH | ACK, A + 12, B + 1).payload(1)));
        assertMark(null, fromBob(bob(PSH | ACK, B + 1, A + 13).payload(5)));
    }

    @Test
    void synAndFinCanBeRetransmissions() {
        assertMark(null, fromAlice(alice(SYN, A, 0), "loss"));
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(SYN, A, 0)));
        assertMark(null, fromBob(bob(SYN | ACK, B, A + 1), "loss"));
        assertMark(SegmentMark.RETRANSMISSION, fromBob(bob(SYN | ACK, B, A + 1)));
        assertMark(null, fromAlice(alice(FIN | ACK, A + 1, B + 1)));
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(FIN | ACK, A + 1, B + 1)));
    }

    @Test
    void reusedPortsAreANewConnection() {
        handshake();
        fromAlice(alice(RST, A + 1, 0));
        LadderArrow syn = fromAlice(alice(SYN, 77, 0));
        assertMark(null, syn);
        assertEquals("SYN seq=0 win=64240", syn.label());
        assertEquals("SYN,ACK seq=0 ack=1 win=64240", fromBob(bob(SYN | ACK, 4_000_000_000L, 78)).label());
        assertEquals("ACK seq=1 ack=1", fromAlice(alice(ACK, 78, 4_000_000_001L)).label());
    }

    @Test
    void simultaneousConnectionsAreTrackedSeparately() {
        handshake();
        PacketBuilder other = PacketBuilder.ip(ALICE, BOB).tcp(40_001, 80, SYN, 9, 0);
        assertEquals("SYN seq=0 win=64240", fromAlice(other).label());
        assertMark(null, fromAlice(alice(ACK, A + 1, B + 1).payload(5)));
        assertEquals("ACK seq=1 ack=1 len=5",
                fromAlice(PacketBuilder.ip(ALICE, BOB).tcp(40_001, 80, ACK, 10, 1).payload(5)).label());
    }

    @Test
    void connectionWithoutASynCountsFromOne() {
        assertEquals("PSH,ACK seq=1 ack=1 len=5", fromAlice(alice(PSH | ACK, 1000, 2000).payload(5)).label());
        LadderArrow reply = fromBob(bob(PSH | ACK, 2000, 1005).payload(7));
        assertEquals("PSH,ACK seq=1 ack=6 len=7", reply.label());
        assertMark(null, reply);
        assertMark(SegmentMark.RETRANSMISSION, fromBob(bob(PSH | ACK, 2000, 1005).payload(7)));
    }

    @Test
    void repeatedAckWithOutstandingDataIsADuplicate() {
        handshake();
        fromAlice(alice(ACK, A + 1, B + 1).payload(1000), "loss");
        fromAlice(alice(ACK, A + 1001, B + 1).payload(1000));
        fromAlice(alice(ACK, A + 2001, B + 1).payload(1000));
        LadderArrow first = fromBob(bob(ACK, B + 1, A + 1));
        assertMark(SegmentMark.DUPLICATE_ACK, first);
        // A + 1001 and A + 2001 have wrapped around; the window differs, but there is a SACK block
        LadderArrow second = fromBob(
                bob(ACK, B + 1, A + 1).window(1).tcpOptions("0101050a" + "000003e7" + "000007cf"));
        assertMark(SegmentMark.DUPLICATE_ACK, second);
        assertEquals("ACK seq=1 ack=1 sack=1001-2001", second.label());
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(ACK, A + 1, B + 1).payload(1000)));
        assertMark(null, fromBob(bob(ACK, B + 1, A + 3001)));
    }

    @Test
    void sackBlockBelowTheAcknowledgmentIsADsack() {
        handshake();
        fromAlice(alice(ACK, A + 1, B + 1).payload(1000));
        LadderArrow ack = fromBob(bob(ACK, B + 1, A + 1001).tcpOptions("0101050a" + "ffffffff" + "000003e7"));
        assertEquals("ACK seq=1 ack=1001 dsack=1-1001", ack.label());
        assertMark(null, ack);
    }

    @Test
    void windowUpdateIsNotADuplicateAck() {
        handshake();
        fromAlice(alice(ACK, A + 1, B + 1).payload(1000));
        assertMark(null, fromBob(bob(ACK, B + 1, A + 1).window(500)));
    }

    @Test
    void repeatedAckWithoutOutstandingDataIsNotADuplicate() {
        handshake();
        assertMark(null, fromAlice(alice(ACK, A + 1, B + 1)));
        assertMark(null, fromBob(bob(ACK, B + 1, A + 1)));
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void acknowledgedLastByteSentAgainIsAKeepAlive(int length) {
        handshake();
        fromAlice(alice(ACK, A + 1, B + 1).payload(5));
        fromBob(bob(ACK, B + 1, A + 6));
        LadderArrow probe = fromAlice(alice(ACK, A + 5, B + 1).payload(length));
        assertMark(SegmentMark.KEEP_ALIVE, probe);
        assertTrue(probe.label().startsWith("ACK seq=5 ack=1"), probe.label());
        assertMark(null, fromBob(bob(ACK, B + 1, A + 6)));
    }

    @Test
    void byteWhoseAckWasLostIsARetransmission() {
        handshake();
        fromAlice(alice(PSH | ACK, A + 1, B + 1).payload(1));
        fromBob(bob(ACK, B + 1, A + 2), "loss");
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(PSH | ACK, A + 1, B + 1).payload(1)));
    }

    @Test
    void probeOfAZeroWindowIsNotAKeepAlive() {
        handshake();
        fromAlice(alice(ACK, A + 1, B + 1).payload(1000));
        LadderArrow closed = fromBob(bob(ACK, B + 1, A + 1001).window(0));
        assertEquals("ACK seq=1 ack=1001 win=0", closed.label());
        assertMark(SegmentMark.ZERO_WINDOW_PROBE, fromAlice(alice(ACK, A + 1000, B + 1)));
        assertMark(SegmentMark.ZERO_WINDOW_PROBE, fromAlice(alice(ACK, A + 1001, B + 1).payload(1)));
        assertMark(SegmentMark.ZERO_WINDOW_PROBE, fromAlice(alice(ACK, A + 1001, B + 1).payload(1)));
        fromBob(bob(ACK, B + 1, A + 1001));
        assertMark(SegmentMark.RETRANSMISSION, fromAlice(alice(ACK, A + 1001, B + 1).payload(1)));
    }

    @Test
    void arrowHasTheReasonOfItsLossAndOtherFaults() {
        SentPacket packet = new SentPacket(7, now, "alice", "bob", LinkType.RAW_IP,
                PacketBuilder.ip(ALICE, BOB).udp(1, 2).build(), Optional.of("burst loss"),
                List.of("corrupted"));
        LadderArrow arrow = ladder.sent(packet);
        assertEquals(Optional.of("burst loss"), arrow.lost());
        assertEquals(List.of("corrupted"), arrow.notes());
        assertEquals(7, arrow.number());
        assertEquals(Optional.empty(), ladder.arrived("alice", "bob", 7, now + 5));
    }

    @Test
    void arrivalAfterALaterPacketIsOutOfOrder() {
        for (int i = 0; i < 3; i++) {
            fromAlice(PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001).payload(i));
        }
        assertEquals("UDP 40000→9001 len=2", arrived(2, false, 1).arrow().label());
        arrived(0, true, 1);
        LadderArrival copy = arrived(2, false, 2);
        assertEquals(now - 1_700_000_000_000_001_000L, copy.arrivedAt());
        arrived(1, true, 1);
        assertEquals(Optional.empty(), ladder.arrived("alice", "bob", 3, now), "never sent");
        assertEquals(Optional.empty(), ladder.arrived("bob", "alice", 1, now), "opposite direction");
    }

    private LadderArrival arrived(long which, boolean outOfOrder, int copy) {
        LadderArrival arrival = ladder.arrived("alice", "bob", which, now).orElseThrow();
        assertEquals(outOfOrder, arrival.outOfOrder(), "packet " + which);
        assertEquals(copy, arrival.copy(), "packet " + which);
        return arrival;
    }

    @Test
    void oldestArrowIsEvicted() {
        for (int i = 0; i <= Ladder.MAX_ARROWS; i++) {
            fromAlice(PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001));
        }
        assertEquals(Optional.empty(), ladder.arrived("alice", "bob", 0, now));
        assertTrue(ladder.arrived("alice", "bob", 1, now).isPresent());
    }

    @Test
    void otherPacketsHaveLabels() {
        assertLabel("UDP 40000→9001 len=32", PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001).payload(32));
        assertLabel("ICMP echo request id=3 seq=1", PacketBuilder.ip(ALICE, BOB).icmp(8, 0, 0x0003_0001));
        assertLabel("ICMPv6 echo reply id=3 seq=1",
                PacketBuilder.ip("2001:db8::1", "2001:db8::2").icmp(129, 0, 0x0003_0001));
        assertLabel("ICMP port unreachable", PacketBuilder.ip(ALICE, BOB).icmp(3, 3, 0).payload(28));
        assertLabel("ICMP fragmentation needed mtu=1400",
                PacketBuilder.ip(ALICE, BOB).icmp(3, 4, 1400).payload(28));
        assertLabel("ICMPv6 packet too big mtu=1400",
                PacketBuilder.ip("2001:db8::1", "2001:db8::2").icmp(2, 0, 1400).payload(48));
        assertLabel("ICMPv6 neighbour solicitation 2001:db8::2",
                PacketBuilder.ip("2001:db8::1", "ff02::1:ff00:2").icmp(135, 0, 0)
                        .payload(IpAddress.of(InetAddress.ofLiteral("2001:db8::2")).bytes()));
        assertLabel("UDP 40000→9001 len=0 fragment 0-8",
                PacketBuilder.ip(ALICE, BOB).fragment(1, 0, true).udp(40_000, 9001));
        assertLabel("UDP fragment 1480-1500 (last)",
                PacketBuilder.ip(ALICE, BOB).fragment(1, 1480, false).protocol(17).payload(20));
        assertLabel("IP protocol 47, not decoded", PacketBuilder.ip(ALICE, BOB).protocol(47).payload(8));
        assertLabel("TCP, malformed", PacketBuilder.ip(ALICE, BOB).protocol(6).payload(8));
        assertLabel("IP, empty", PacketBuilder.ip("2001:db8::1", "2001:db8::2"));
    }

    private void assertLabel(String label, PacketBuilder packet) {
        assertEquals(label, fromAlice(packet).label());
    }

    /** Operation, sender, target and label. */
    @ParameterizedTest
    @CsvSource({"0001, c0000201, c0000202, ARP who-has 192.0.2.2",
        "0001, c0000201, c0000201, ARP announces 192.0.2.1",
        "0002, c0000202, c0000201, ARP 192.0.2.2 is-at 02:00:00:00:00:02", "0009, 0, 0, ARP operation 9"})
    void arpPacketsHaveLabels(String operation, String sender, String target, String label) {
        byte[] frame = HexFormat.of()
                .parseHex("ffffffffffff" + "020000000002" + "0806" + "000108000604"
                        + operation + "020000000002" + "0".repeat(8 - sender.length()) + sender
                        + "000000000000"
                        + "0".repeat(8 - target.length()) + target);
        LadderArrow arrow = ladder.sent(new SentPacket(0, 0, "bob", "alice", LinkType.ETHERNET, frame,
                Optional.empty(), List.of()));
        assertEquals(label, arrow.label());
        assertEquals("", arrow.flow());
    }

    @Test
    void randomPacketsHaveArrows() {
        Random random = new Random(1);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = alice(random.nextInt(256), random.nextInt(), random.nextInt())
                    .tcpOptions("0512000000010000000200000003000000040101").payload(random.nextInt(20))
                    .build();
            for (int i = random.nextInt(3); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            LadderArrow arrow = ladder
                    .sent(new SentPacket(round, round, "alice", "bob", LinkType.RAW_IP, bytes,
                            Optional.empty(), List.of()));
            assertFalse(arrow.label().isEmpty());
        }
    }
}
