package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.compare.link.Transport;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.FaultEffect;
import netkit.packet.IpPacket;
import netkit.packet.PacketBuilder;
import netkit.packet.stream.SegmentMark;
import netkit.udp.ReliableDatagram;

/** Messages in hand-made UDP datagrams and their fragments. */
class WireReaderDatagramTest {
    private static final int SIZE = 100;

    private final WireScript wire = new WireScript(Transport.UDP_ACK, 10, SIZE);

    private static PacketBuilder ip(int version) {
        return version == 4 ? PacketBuilder.ip("192.0.2.1", "192.0.2.2")
                : PacketBuilder.ip("2001:db8::1", "2001:db8::2");
    }

    /** With a header of the program's own before the message. */
    private byte[] payload(int number) {
        byte[] payload = new byte[8 + SIZE];
        payload[0] = '<';
        System.arraycopy(wire.message(number), 0, payload, 8, SIZE);
        return payload;
    }

    private byte[] datagram(int number) {
        return ip(4).udp(9000, 9001).payload(payload(number)).build();
    }

    /** The datagram with this message in three fragments. */
    private List<byte[]> fragments(int version, int id, int number) {
        byte[] packet = ip(version).udp(9000, 9001).payload(payload(number)).build();
        byte[] datagram = Arrays.copyOfRange(packet, version == 4 ? 20 : 40, packet.length);
        return List.of(fragment(version, id, datagram, 0, 48, true),
                fragment(version, id, datagram, 48, 96, true),
                fragment(version, id, datagram, 96, datagram.length, false));
    }

    private static byte[] fragment(int version, int id, byte[] datagram, int from, int to, boolean more) {
        return ip(version).fragment(id, from, more).protocol(IpPacket.UDP)
                .payload(Arrays.copyOfRange(datagram, from, to)).build();
    }

    /** RFC 4861 §4.3: a capture has it, but it tells of no message. */
    @Test
    void addressResolutionIsNotAmongThePackets() {
        WireScript wire = new WireScript(Transport.UDP, 1, 40);
        wire.passes(PacketBuilder.ip("2001:db8::1", "2001:db8::2").icmp(135, 0, 0).payload(16).build());
        assertEquals(List.of(), wire.packets());
        assertEquals(1, wire.reader.sent());
    }

    @Test
    void messageIsFoundAnywhereInADatagram() {
        wire.passes(datagram(3));
        assertEquals("left 1, arrived 2", wire.story(3));
        WirePacket packet = wire.packets().getFirst();
        assertEquals(List.of(3), packet.messages());
        assertEquals("UDP 9000→9001 len=108", packet.label());
        assertEquals(108, packet.payload());
        assertEquals(OptionalLong.empty(), packet.sequence());
    }

    @Test
    void droppedDatagramLeavesAndDoesNotArrive() {
        wire.drops(datagram(3), DropReason.QUEUE_FULL);
        assertEquals("left 1, dropped by the wire: the queue is full", wire.story(3));
        assertEquals(DropReason.QUEUE_FULL, wire.packets().getFirst().dropped().orElseThrow());
    }

    @Test
    void corruptionWithoutAChecksumIsALoss() {
        wire.arrives(wire.sends(datagram(3), new FaultEffect.Corrupted(60, 1, false)));
        assertEquals("left 1, corrupted by the wire, without a checksum to detect it", wire.story(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void fragmentedDatagramLeavesAndArrivesWithItsLastFragment(int version) {
        List<byte[]> fragments = fragments(version, 5, 2);
        long first = wire.sends(fragments.get(0));
        long second = wire.sends(fragments.get(1));
        assertEquals("", wire.story(2));
        long third = wire.sends(fragments.get(2));
        wire.arrives(third);
        wire.arrives(first);
        assertEquals("left 3", wire.story(2));
        wire.arrives(second);
        assertEquals("left 3, arrived 6", wire.story(2));
        assertEquals(List.of(List.of(2), List.of(2), List.of(2)),
                wire.packets().stream().map(WirePacket::messages).toList());
        assertEquals(List.of(40, 48, 20), wire.packets().stream().map(WirePacket::payload).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void lostFragmentLosesTheDatagram(int version) {
        List<byte[]> fragments = fragments(version, 5, 2);
        wire.passes(fragments.get(0));
        wire.drops(fragments.get(1), DropReason.LOSS);
        wire.passes(fragments.get(2));
        assertEquals("left 4, dropped by the wire: loss", wire.story(2));
    }

    @Test
    void fragmentsOfTwoDatagramsDoNotMix() {
        List<byte[]> one = fragments(4, 5, 1);
        List<byte[]> other = fragments(4, 6, 2);
        wire.passes(one.get(0));
        wire.passes(other.get(0));
        wire.passes(one.get(1));
        wire.passes(other.get(2));
        wire.passes(one.get(2));
        assertEquals("left 9, arrived 10", wire.story(1));
        assertEquals("", wire.story(2));
    }

    @Test
    void identificationMayBeReused() {
        fragments(4, 5, 1).forEach(wire::passes);
        fragments(4, 5, 2).forEach(wire::passes);
        assertEquals("left 5, arrived 6", wire.story(1));
        assertEquals("left 11, arrived 12", wire.story(2));
    }

    // ---- retransmissions

    /** DATA as {@link ReliableDatagram} has it, with the message of this number. */
    private byte[] data(int session, int sequence, int number) {
        return ip(4).udp(9000, 9001)
                .payload(
                        new ReliableDatagram.Data(session, sequence, sequence, wire.message(number)).encode())
                .build();
    }

    private List<Boolean> retransmissions() {
        return wire.packets().stream().map(WirePacket::retransmission).toList();
    }

    @Test
    void repeatedSequenceNumberIsARetransmission() {
        wire.drops(data(1, 0, 0), DropReason.LOSS);
        wire.passes(data(1, 1, 1));
        wire.passes(data(1, 0, 0));
        wire.passes(data(1, 2, 2));
        assertEquals(List.of(false, false, true, false), retransmissions());
        assertEquals(Optional.of(SegmentMark.RETRANSMISSION), wire.packets().get(2).mark());
        assertEquals(1, wire.reader.retransmittedDatagrams("alice"));
        assertEquals(0, wire.reader.retransmittedDatagrams("bob"));
    }

    @Test
    void sequenceNumbersOfDatagramsWrapAround() {
        wire.passes(data(1, -1, 0));
        wire.passes(data(1, 0, 1));
        wire.passes(data(1, -1, 0));
        assertEquals(List.of(false, false, true), retransmissions());
    }

    @Test
    void newSessionStartsOver() {
        wire.passes(data(1, 5, 0));
        wire.passes(data(2, 0, 1));
        assertEquals(List.of(false, false), retransmissions());
    }

    /** Like a TCP segment without data. */
    @Test
    void repeatedAcknowledgementIsNotARetransmission() {
        byte[] ack = PacketBuilder.ip("192.0.2.2", "192.0.2.1").udp(9001, 9000)
                .payload(new ReliableDatagram.Ack(1, 0, 0).encode()).build();
        wire.answers(ack);
        wire.answers(ack);
        assertEquals(List.of(false, false), retransmissions());
    }

    @Test
    void firstFragmentIsMarkedAsTheRetransmission() {
        byte[] packet = data(1, 0, 2);
        byte[] datagram = Arrays.copyOfRange(packet, 20, packet.length);
        for (int id = 5; id < 7; id++) {
            wire.passes(fragment(4, id, datagram, 0, 48, true));
            wire.passes(fragment(4, id, datagram, 48, datagram.length, false));
        }
        assertEquals(List.of(false, false, true, false), retransmissions());
        assertEquals(1, wire.reader.retransmittedDatagrams("alice"));
    }

    @Test
    void equalPlainDatagramsAreNotRetransmissions() {
        WireScript plain = new WireScript(Transport.UDP, 10, SIZE);
        plain.passes(data(1, 0, 0));
        plain.passes(data(1, 0, 0));
        assertEquals(List.of(false, false),
                plain.packets().stream().map(WirePacket::retransmission).toList());
    }
}
