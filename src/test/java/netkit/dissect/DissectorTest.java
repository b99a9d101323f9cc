package netkit.dissect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketDirection;
import netkit.packet.TcpSegment;
import netkit.packet.pcapng.CapturedPacket;

class DissectorTest {
    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final String ALICE6 = "2001:db8::1";
    private static final String BOB6 = "2001:db8::2";
    private static final int IPV4_UDP_CHECKSUM_AT = 26;

    private final Dissector dissector = new Dissector();
    private long packets;

    private DissectedPacket dissect(LinkType type, byte[] bytes, int originalLength) {
        packets++;
        return dissector
                .dissect(new CapturedPacket(packets, new CapturedPacket.Interface("", "", type.code()),
                        OptionalLong.of(packets * 1_000_000), bytes, originalLength, PacketDirection.UNKNOWN,
                        List.of()));
    }

    private DissectedPacket dissect(byte[] ip) {
        return dissect(LinkType.RAW_IP, ip, ip.length);
    }

    private static List<Protocol> protocols(DissectedPacket packet) {
        return packet.layers().stream().map(DissectedLayer::protocol).toList();
    }

    private static String notices(DissectedPacket packet) {
        return packet.layers().stream().flatMap(layer -> layer.notices().stream()).toList().toString();
    }

    private static byte[] datagram() {
        return PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001).payload(5).build();
    }

    private static byte[] withChecksum(byte[] datagram, int checksum) {
        datagram[IPV4_UDP_CHECKSUM_AT] = (byte) (checksum >>> 8);
        datagram[IPV4_UDP_CHECKSUM_AT + 1] = (byte) checksum;
        return datagram;
    }

    @Test
    void checksumOfThePseudoHeaderAloneIsOffloaded() {
        // 192.0.2.1 + 192.0.2.2 + protocol 17 + length 13, in words of 16 bits
        int partial = 0xC000 + 0x0201 + 0xC000 + 0x0202 + 17 + 13;
        byte[] packet = withChecksum(datagram(), (partial & 0xFFFF) + (partial >>> 16));
        assertEquals("[the checksum is offloaded: the sender's network card completes it after the capture]",
                notices(dissect(packet)));
    }

    @Test
    void checksumThatIsWrongInEachPacketOfAHostIsProbablyOffloaded() {
        assertEquals("[the checksum is wrong]", notices(dissect(withChecksum(datagram(), 0x1234))));
        dissect(withChecksum(datagram(), 0x1234));
        String habit = "[the checksum is wrong, as all of this host: its network card probably computes it]";
        assertEquals(habit, notices(dissect(withChecksum(datagram(), 0x1234))));
        assertEquals("[]", notices(dissect(datagram())));
        assertEquals("[the checksum is wrong]", notices(dissect(withChecksum(datagram(), 0x1234))));
    }

    private static byte[] part(byte[] payload, int from, int to) {
        return Arrays.copyOfRange(payload, from, to);
    }

    private static byte[] fragment(String source, String destination, int id, int offset, boolean hasMore,
            byte[] payload) {
        return PacketBuilder.ip(source, destination).fragment(id, offset, hasMore).protocol(17)
                .payload(payload)
                .build();
    }

    /** Returns a UDP datagram of 2,008 bytes. */
    private static byte[] longDatagram(String source, String destination, int headerLength) {
        byte[] packet = PacketBuilder.ip(source, destination).udp(40_000, 9001).payload(2000).build();
        return part(packet, headerLength, packet.length);
    }

    @Test
    void payloadOfFragmentsIsTakenApartInThePacketThatCompletesIt() {
        byte[] whole = longDatagram(ALICE, BOB, 20);
        DissectedPacket first = dissect(fragment(ALICE, BOB, 7, 1000, false, part(whole, 1000, 2008)));
        DissectedPacket last = dissect(fragment(ALICE, BOB, 7, 0, true, part(whole, 0, 1000)));
        assertEquals(List.of(Protocol.IPV4, Protocol.DATA), protocols(first));
        assertEquals(List.of(Protocol.IPV4, Protocol.UDP), protocols(last).subList(0, 2));
        ByteSource source = last.layers().get(1).source();
        assertSame(ByteSource.Origin.REASSEMBLED_IP, source.origin());
        assertArrayEquals(whole, source.bytes());
        assertEquals(List.of(2L, 1L), source.packets());
        assertEquals("[]", notices(last));
    }

    /** RFC 5722 §4. */
    @Test
    void overlappingFragmentsOfIpv6AreDiscarded() {
        byte[] whole = longDatagram(ALICE6, BOB6, 40);
        dissect(fragment(ALICE6, BOB6, 7, 0, true, part(whole, 0, 1000)));
        DissectedPacket overlapping = dissect(fragment(ALICE6, BOB6, 7, 992, true, part(whole, 992, 1504)));
        DissectedPacket last = dissect(fragment(ALICE6, BOB6, 7, 1000, false, part(whole, 1000, 2008)));
        assertEquals("[fragments overlap: the packet is discarded (RFC 5722)]", notices(overlapping));
        assertEquals(List.of(Protocol.IPV6, Protocol.DATA), protocols(last));
    }

    @Test
    void exactDuplicateOfAFragmentOfIpv6IsNoOverlap() {
        byte[] whole = longDatagram(ALICE6, BOB6, 40);
        dissect(fragment(ALICE6, BOB6, 7, 0, true, part(whole, 0, 1000)));
        dissect(fragment(ALICE6, BOB6, 7, 0, true, part(whole, 0, 1000)));
        DissectedPacket last = dissect(fragment(ALICE6, BOB6, 7, 1000, false, part(whole, 1000, 2008)));
        assertEquals(List.of(Protocol.IPV6, Protocol.UDP), protocols(last).subList(0, 2));
    }

    @Test
    void fragmentsThatWaitLongestAreDroppedWhenTooManyWait() {
        byte[] whole = longDatagram(ALICE, BOB, 20);
        dissect(fragment(ALICE, BOB, 7, 0, true, part(whole, 0, 1000)));
        for (int id = 1000; id < 1000 + 300; id++) {
            dissect(fragment(ALICE, BOB, id, 0, true, new byte[60_000]));
        }
        DissectedPacket last = dissect(fragment(ALICE, BOB, 7, 1000, false, part(whole, 1000, 2008)));
        assertEquals(List.of(Protocol.IPV4, Protocol.DATA), protocols(last));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 14, 19, 33, 34, 38, 41})
    void truncatedPacketHasTheFieldsThatWereCapturedAndANotice(int captured) {
        byte[] frame = PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001).payload(5).ethernet(1, 2).build();
        DissectedPacket packet = dissect(LinkType.ETHERNET, Arrays.copyOf(frame, captured), frame.length);
        assertTrue(
                notices(packet).contains("the bytes end")
                        || notices(packet).contains("the captured bytes end"),
                notices(packet));
        assertEquals(captured < 14 ? 1 : captured < 34 ? 2 : 3, packet.layers().size(),
                protocols(packet).toString());
    }

    private static String field(DissectedPacket packet, String name) {
        return packet.layers().stream().flatMap(layer -> layer.fields().stream())
                .filter(field -> field.name().equals(name)).findFirst().map(Field::shown).orElse("absent");
    }

    @Test
    void connectionIsFollowedWhoseOptionsWereNotCaptured() {
        byte[] syn = PacketBuilder.ip(ALICE, BOB).tcp(40_000, 80, TcpSegment.SYN, 100, 0)
                .tcpOptions("020405b401030307").build();
        byte[] synAck = PacketBuilder.ip(BOB, ALICE)
                .tcp(80, 40_000, TcpSegment.SYN | TcpSegment.ACK, 500, 101)
                .build();
        byte[] ack = PacketBuilder.ip(ALICE, BOB).tcp(40_000, 80, TcpSegment.ACK, 101, 501).build();
        DissectedPacket first = dissect(LinkType.RAW_IP, Arrays.copyOf(syn, 44), syn.length);
        assertEquals("[the bytes end within the options]", notices(first));
        assertEquals("0", field(first, "tcp.stream"));
        dissect(synAck);
        DissectedPacket last = dissect(ack);
        assertEquals("1", field(last, "tcp.seq"));
        assertEquals("0.002000000 s", field(last, "tcp.time_relative"));
    }

    @Test
    void timesOfDatagramsAreThoseSinceTheConversationBegan() {
        dissect(datagram());
        dissect(datagram());
        DissectedPacket third = dissect(datagram());
        assertEquals("0.002000000 s", field(third, "udp.time_relative"));
        assertEquals("0.001000000 s", field(third, "udp.time_delta"));
    }

    @Test
    void packetQuotedByIcmpIsAPartOfItsFields() {
        byte[] quoted = datagram();
        DissectedPacket packet = dissect(PacketBuilder.ip(BOB, ALICE).icmp(3, 3, 0).payload(quoted).build());
        Field ip = packet.layers().getLast().fields().stream().filter(field -> field.name().equals("ip"))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(BOB), ip.parts().stream().filter(field -> field.name().equals("ip.dst"))
                .map(Field::shown).toList());
        assertEquals(BOB, packet.source());
    }

    @Test
    void customBlockIsNoPacket() {
        DissectedPacket block = dissector.dissect(new CapturedPacket(1,
                new CapturedPacket.Interface("", "custom block of enterprise 32473",
                        CapturedPacket.Interface.CUSTOM_BLOCK),
                OptionalLong.empty(), new byte[3], 3, PacketDirection.UNKNOWN, List.of()));
        assertEquals("3 bytes: custom block of enterprise 32473: not a packet", block.main().summary());
    }
}
