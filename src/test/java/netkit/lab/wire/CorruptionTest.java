package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.lab.wire.WireFixture.Observed;
import netkit.lab.wire.WireFixture.Seen;
import netkit.packet.ChecksumVerdict;
import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;

class CorruptionTest {
    private static final int TIMES = 200;
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;

    private static PacketBuilder version6() {
        return PacketBuilder.ip("2001:db8::1", "2001:db8::2");
    }

    static List<byte[]> packetsWithPayload() {
        return Stream.of(WireFixture.toBob(), version6()).flatMap(ip -> Stream.of(
                ip.udp(5000, 9000).payload(40).build(),
                ip.tcp(5000, 9000, TcpSegment.ACK, 1, 1).tcpOptions("0101080a0000000100000002").payload(40)
                        .build(),
                ip.icmp(128, 0, 1).payload(40).build())).toList();
    }

    static List<byte[]> packetsWithout() {
        return Stream.of(WireFixture.toBob(), version6()).flatMap(ip -> Stream.of(
                ip.udp(5000, 9000).build(), ip.tcp(5000, 9000, TcpSegment.ACK, 1, 1).build(),
                ip.icmp(128, 0, 1).build())).toList();
    }

    /** Returns what arrives if the packet is sent many times. */
    private static List<Seen> arrived(byte[] packet) {
        WireFixture wire = new WireFixture().set("corrupt 100%");
        for (int i = 0; i < TIMES; i++) {
            wire.offer(packet);
        }
        return wire.all(Observed.DELIVERED);
    }

    private static List<Integer> changed(byte[] packet, byte[] arrived) {
        BitSet difference = BitSet.valueOf(packet);
        difference.xor(BitSet.valueOf(arrived));
        return difference.stream().boxed().toList();
    }

    private static ChecksumVerdict verdict(byte[] packet) {
        return new PacketView().decode(LinkType.RAW_IP, packet, 0, packet.length).transportChecksum();
    }

    @ParameterizedTest
    @MethodSource("packetsWithPayload")
    void oneBitOfThePayloadIsFlippedAndTheChecksumIsWrong(byte[] packet) {
        assertEquals(ChecksumVerdict.CORRECT, verdict(packet));
        BitSet hit = new BitSet();
        for (Seen seen : arrived(packet)) {
            List<Integer> bits = changed(packet, seen.bytes());
            assertEquals(1, bits.size());
            int bit = bits.getFirst();
            assertTrue(bit / 8 >= packet.length - 40, "a bit in byte " + bit / 8 + " of " + packet.length);
            assertEquals(List.of(new FaultEffect.Corrupted(bit / 8, 1 << bit % 8, true)), seen.effects());
            assertEquals(ChecksumVerdict.WRONG, verdict(seen.bytes()));
            hit.set(bit);
        }
        assertTrue(hit.cardinality() > TIMES / 3, "different bits: " + hit);
    }

    @ParameterizedTest
    @MethodSource("packetsWithout")
    void packetWithoutPayloadHasABitOfItsChecksumFlipped(byte[] packet) {
        PacketView before = new PacketView().decode(LinkType.RAW_IP, packet, 0, packet.length);
        FlowKey key = new FlowKey();
        key.set(before);
        for (Seen seen : arrived(packet)) {
            assertEquals(1, changed(packet, seen.bytes()).size());
            assertEquals(ChecksumVerdict.WRONG, verdict(seen.bytes()));
            FlowKey after = new FlowKey();
            after.set(new PacketView().decode(LinkType.RAW_IP, seen.bytes(), 0, packet.length));
            assertEquals(key, after, "it still belongs to its flow");
        }
    }

    @Test
    void corruptionWithoutAChecksumIsReportedAsUndetectable() {
        byte[] packet = WireFixture.toBob().udp(5000, 9000).payload(40).build();
        packet[IPV4_HEADER + 6] = 0;
        packet[IPV4_HEADER + 7] = 0;
        Seen seen = arrived(packet).getFirst();
        assertEquals(ChecksumVerdict.ABSENT, verdict(seen.bytes()));
        assertTrue(
                seen.effects().getFirst() instanceof FaultEffect.Corrupted(int offset, _, boolean detectable)
                        && offset >= IPV4_HEADER + UDP_HEADER && !detectable,
                seen.toString());
        assertTrue(seen.toString().endsWith(", undetectable without a checksum"), seen.toString());
    }

    @Test
    void checksumIsNotTurnedIntoAbsentChecksum() {
        byte[] packet = WireFixture.toBob().udp(5000, 9000).build();
        packet[IPV4_HEADER + 6] = 0;
        packet[IPV4_HEADER + 7] = 4;
        for (Seen seen : arrived(packet)) {
            assertEquals(List.of(), seen.effects(), "corruption would not be detectable");
            assertEquals(List.of(), changed(packet, seen.bytes()));
        }
    }

    @Test
    void corruptsAboutTheGivenFraction() {
        WireFixture wire = new WireFixture().set("corrupt 10%");
        for (int i = 0; i < 5_000; i++) {
            wire.offer(WireFixture.datagram(5000, 10));
        }
        assertEquals(500, wire.count().corrupted(), 4 * Math.sqrt(5_000 * 0.09));
        assertEquals(wire.count().corrupted(),
                wire.all(Observed.DELIVERED).stream().filter(seen -> seen.has(FaultEffect.Corrupted.class))
                        .count());
    }
}
