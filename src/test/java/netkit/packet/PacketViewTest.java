package netkit.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import netkit.packet.TcpOption.SelectiveAcknowledgment;

class PacketViewTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final String ALICE6 = "2001:db8::1";
    private static final String BOB6 = "2001:db8::2";
    private static final long ALICE_MAC = 0x02_00_00_00_00_01L;
    private static final long BOB_MAC = 0x02_00_00_00_00_02L;

    /** A SYN over IPv4 from port 40000 to 80 with the options that Linux sends. */
    private static final String SYN = "4500003c1c4640004006" + "9a74" + "c0000201c0000202"
            + "9c400050" + "00000010" + "00000000" + "a002faf0" + "0000" + "0000"
            + "020405b4" + "0402" + "080a0000000100000002" + "01" + "030307";
    private static final String ARP_REQUEST = "ffffffffffff" + "020000000001" + "0806"
            + "0001080006040001" + "020000000001" + "c0000201" + "000000000000" + "c0000202";
    /** A neighbour solicitation with its source link-layer address (RFC 4861 §4.3). */
    private static final String SOLICITATION = "6000000000203aff" + "20010db8000000000000000000000001"
            + "ff0200000000000000000001ff000002" + "8700" + "0000" + "00000000"
            + "20010db8000000000000000000000002" + "0101020000000001";

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static PacketView raw(byte[] bytes) {
        return new PacketView().decode(LinkType.RAW_IP, bytes, 0, bytes.length);
    }

    private static PacketView raw(PacketBuilder packet) {
        return raw(packet.build());
    }

    /** Returns one Ethernet frame of every kind. */
    static List<byte[]> frames() {
        return List.of(hex(ARP_REQUEST),
                framed(PacketBuilder.ip(ALICE, BOB).ipOptions("94040000").udp(40_000, 9001).payload(32)),
                framed(PacketBuilder.ip(ALICE, BOB).tcp(40_000, 80, TcpSegment.ACK, 1, 2)
                        .tcpOptions("0101 0512 00000001 00000002 00000005 00000009").payload(5)),
                framed(PacketBuilder.ip(ALICE, BOB).icmp(8, 0, 0x0003_0001).payload(56)),
                framed(PacketBuilder.ip(ALICE, BOB).fragment(7, 1480, false).protocol(17).payload(20)),
                framed(PacketBuilder.ip(ALICE6, BOB6).extension(0, "0005020000 0100")
                        .extension(60, "00010400000000")
                        .extension(43, "000400 00000000").fragment(9, 0, true).udp(40_000, 9001).payload(32)),
                framed(PacketBuilder.ip(ALICE6, BOB6).tcp(40_000, 80, TcpSegment.SYN, 1, 2)
                        .tcpOptions("020405b4 0402080a 00000001 00000000 01030307")),
                framed(PacketBuilder.ip(ALICE6, BOB6).icmp(135, 0, 0)
                        .payload(hex("20010db8" + "0".repeat(22) + "02"))),
                framed(PacketBuilder.ip(ALICE6, BOB6).fragment(9, 1448, false).protocol(17).payload(20)));
    }

    private static byte[] framed(PacketBuilder packet) {
        return packet.ethernet(ALICE_MAC, BOB_MAC).build();
    }

    @Test
    void synIsDecodedInPlace() {
        PacketView view = raw(hex(SYN));
        Ipv4Packet ip = assertInstanceOf(Ipv4Packet.class, view.network());
        assertEquals(ALICE, ip.source().toString());
        assertEquals(BOB, ip.destination().toString());
        assertEquals(64, ip.hopLimit());
        assertEquals(0x1c46, ip.identification());
        assertTrue(ip.isDontFragment());
        assertFalse(ip.isFragment());
        TcpSegment tcp = assertInstanceOf(TcpSegment.class, view.transport());
        assertEquals(40_000, tcp.sourcePort());
        assertEquals(80, tcp.destinationPort());
        assertEquals(16, tcp.sequence());
        assertEquals(64_240, tcp.window());
        assertEquals(TcpSegment.SYN, tcp.flags());
        assertEquals(0, tcp.payloadLength());
        assertEquals(1, tcp.sequenceLength(), "a SYN occupies one sequence number");
        assertEquals(List.of(new TcpOption.MaximumSegmentSize(1460), new TcpOption.SackPermitted(),
                new TcpOption.Timestamps(1, 2), new TcpOption.WindowScale(7)), tcp.options());
    }

    @Test
    void arpRequestIsDecoded() {
        byte[] bytes = hex(ARP_REQUEST);
        PacketView view = new PacketView().decode(LinkType.ETHERNET, bytes, 0, bytes.length);
        assertEquals(MacAddress.BROADCAST, new MacAddress(view.ethernet().destination()));
        assertEquals("02:00:00:00:00:01", new MacAddress(view.ethernet().source()).toString());
        assertTrue(view.ethernet().isMulticast());
        ArpPacket arp = assertInstanceOf(ArpPacket.class, view.network());
        assertEquals(ArpPacket.REQUEST, arp.operation());
        assertEquals(ALICE, arp.sender().toString());
        assertEquals(new MacAddress(ALICE_MAC), arp.senderHardware());
        assertEquals(BOB, arp.target().toString());
        assertEquals(new MacAddress(0), arp.targetHardware());
        assertSame(Undecoded.NONE, view.transport());
    }

    @Test
    void neighbourSolicitationHasATargetAddress() {
        IcmpMessage icmp = assertInstanceOf(IcmpMessage.class, raw(hex(SOLICITATION)).transport());
        assertTrue(icmp.isVersion6());
        assertEquals(Optional.of(BOB6), icmp.targetAddress().map(IpAddress::toString));
    }

    @Test
    void echoHasAnIdentifierAndASequenceNumber() {
        IcmpMessage request = (IcmpMessage) raw(PacketBuilder.ip(ALICE, BOB).icmp(8, 0, 0x0003_0102))
                .transport();
        assertTrue(request.isEchoRequest());
        assertEquals(3, request.identifier());
        assertEquals(0x0102, request.sequence());
        assertTrue(((IcmpMessage) raw(PacketBuilder.ip(ALICE, BOB).icmp(0, 0, 0)).transport()).isEchoReply());
        assertTrue(((IcmpMessage) raw(PacketBuilder.ip(ALICE6, BOB6).icmp(128, 0, 0)).transport())
                .isEchoRequest());
        assertTrue(((IcmpMessage) raw(PacketBuilder.ip(ALICE6, BOB6).icmp(129, 0, 0)).transport())
                .isEchoReply());
    }

    @Test
    void ipv4OptionsAreSkipped() {
        PacketView view = raw(
                PacketBuilder.ip(ALICE, BOB).ipOptions("9404000001010100").udp(1, 2).payload(3));
        assertEquals(28, ((IpPacket) view.network()).headerLength());
        UdpDatagram udp = assertInstanceOf(UdpDatagram.class, view.transport());
        assertEquals(2, udp.destinationPort());
        assertEquals(3, udp.payloadLength());
    }

    @Test
    void ipv6ExtensionHeadersAreSkipped() {
        byte[] packet = PacketBuilder.ip(ALICE6, BOB6).extension(0, "00050200000100") // router alert, RFC 2711
                .extension(60, "01" + "010c" + "0".repeat(24)) // padding, of two units
                .extension(43, "0004" + "00" + "00000000")
                .udp(40_000, 9001).payload(32).build();
        PacketView view = raw(packet);
        Ipv6Packet ip = assertInstanceOf(Ipv6Packet.class, view.network());
        assertEquals(IpPacket.UDP, ip.protocol());
        assertEquals(40 + 8 + 16 + 8, ip.headerLength());
        assertEquals(BOB6, ip.destination().toString());
        assertEquals(32, assertInstanceOf(UdpDatagram.class, view.transport()).payloadLength());
        assertEquals(ChecksumVerdict.CORRECT, view.transportChecksum());
    }

    @ParameterizedTest
    @CsvSource({ALICE + "," + BOB, ALICE6 + "," + BOB6})
    void onlyTheFirstFragmentHasTheTransportHeader(String from, String to) {
        byte[] whole = PacketBuilder.ip(from, to).udp(40_000, 9001).payload(3000).build();
        int head = whole.length - 3008;
        PacketBuilder first = PacketBuilder.ip(from, to).fragment(0xBEE, 0, true).protocol(IpPacket.UDP)
                .payload(Arrays.copyOfRange(whole, head, head + 1448));
        PacketView view = raw(first);
        IpPacket ip = (IpPacket) view.network();
        assertTrue(ip.isFragment());
        assertTrue(ip.hasMoreFragments());
        assertEquals(0xBEE, ip.identification());
        UdpDatagram udp = assertInstanceOf(UdpDatagram.class, view.transport());
        assertEquals(9001, udp.destinationPort());
        assertEquals(3000, udp.payloadLength(), "of the whole datagram");
        assertTrue(udp.isTruncated());
        assertEquals(ChecksumVerdict.UNKNOWN, view.transportChecksum());

        view = raw(
                PacketBuilder.ip(from, to).fragment(0xBEE, 1448, false).protocol(IpPacket.UDP).payload(1560));
        ip = (IpPacket) view.network();
        assertTrue(ip.isFragment());
        assertFalse(ip.hasMoreFragments());
        assertEquals(1448, ip.fragmentOffset());
        assertEquals(1560, ip.payloadLength());
        assertEquals(IpPacket.UDP, ip.protocol());
        assertSame(Undecoded.LATER_FRAGMENT, view.transport());
        assertEquals(ChecksumVerdict.UNKNOWN, view.transportChecksum());
    }

    @Test
    void paddingOfAShortFrameIsNotPayload() {
        byte[] frame = framed(PacketBuilder.ip(ALICE, BOB).udp(1, 2).payload(1));
        byte[] padded = Arrays.copyOf(frame, 60);
        Arrays.fill(padded, frame.length, 60, (byte) 0x55);
        PacketView view = new PacketView().decode(LinkType.ETHERNET, padded, 0, padded.length);
        UdpDatagram udp = (UdpDatagram) view.transport();
        assertEquals(1, udp.payloadTo() - udp.payloadFrom());
        assertEquals(ChecksumVerdict.CORRECT, view.transportChecksum());
    }

    @Test
    void undecodableLayerIsAValue() {
        assertSame(Undecoded.TRUNCATED, raw(new byte[0]).network());
        assertSame(Undecoded.UNSUPPORTED, raw(new byte[] {0x50}).network());
        assertSame(Undecoded.UNSUPPORTED, frameOf("88cc0102").network());
        assertNull(raw(hex(SYN)).ethernet());
        assertSame(Undecoded.MALFORMED, frameOf("0800" + "6".repeat(80)).network());
        assertSame(Undecoded.MALFORMED, frameOf("86dd" + "4".repeat(80)).network());
        assertSame(Undecoded.UNSUPPORTED, frameOf("0806" + "000608000604" + "0".repeat(44)).network());
        assertSame(Undecoded.UNSUPPORTED,
                raw(PacketBuilder.ip(ALICE, BOB).protocol(47).payload(8)).transport());
        assertSame(Undecoded.UNSUPPORTED,
                raw(PacketBuilder.ip(ALICE, BOB).protocol(58).payload(8)).transport());
        assertSame(Undecoded.UNSUPPORTED,
                raw(PacketBuilder.ip(ALICE6, BOB6).protocol(1).payload(8)).transport());
        assertSame(Undecoded.NONE, raw(PacketBuilder.ip(ALICE6, BOB6).protocol(59)).transport());
    }

    private static PacketView frameOf(String fromTheEthertype) {
        byte[] bytes = hex("0".repeat(24) + fromTheEthertype);
        return new PacketView().decode(LinkType.ETHERNET, bytes, 0, bytes.length);
    }

    /** An offset in the SYN, the byte to put there, and the layer that this makes malformed. */
    @ParameterizedTest
    @CsvSource({"0, 44, network", "0, 4f, network", "3, 13, network", "3, 27, transport", "32, 40, transport",
        "32, f0, transport"})
    void inconsistentHeaderIsMalformed(int offset, String octet, String layer) {
        byte[] bytes = hex(SYN);
        bytes[offset] = (byte) Integer.parseInt(octet, 16);
        bytes = Arrays.copyOf(bytes, offset == 3 && octet.equals("27") ? bytes.length : 64);
        PacketView view = raw(bytes);
        if (octet.equals("4f")) { // an IPv4 header of 60 bytes is valid, but leaves no room for a TCP header
            assertSame(Undecoded.MALFORMED, view.transport());
        } else {
            assertSame(Undecoded.MALFORMED, layer.equals("network") ? view.network() : view.transport());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 12})
    void udpLengthBeyondThePacketOrBelowTheHeaderIsMalformed(int length) {
        byte[] bytes = PacketBuilder.ip(ALICE, BOB).udp(1, 2).payload(3).build();
        bytes[25] = (byte) length;
        assertSame(Undecoded.MALFORMED, raw(bytes).transport());
    }

    @Test
    void extensionHeadersBeyondThePacketAreMalformed() {
        byte[] bytes = PacketBuilder.ip(ALICE6, BOB6).extension(60, "00010400000000").udp(1, 2).build();
        bytes[41] = 2;
        assertSame(Undecoded.MALFORMED, raw(bytes).transport());
        assertEquals(BOB6, ((IpPacket) raw(bytes).network()).destination().toString(),
                "the addresses are there");
    }

    @Test
    void sackBlocksAndUnknownOptionsAreDecoded() {
        TcpSegment tcp = (TcpSegment) raw(PacketBuilder.ip(ALICE, BOB).tcp(1, 2, TcpSegment.ACK, 3, 4)
                .tcpOptions("0512 fffffff0 00000010 00000020 00000030 fd04abcd 0000")).transport();
        assertEquals(new SelectiveAcknowledgment(List.of(new SelectiveAcknowledgment.Block(-16, 16),
                new SelectiveAcknowledgment.Block(32, 48))), tcp.options().getFirst());
        TcpOption.Other other = assertInstanceOf(TcpOption.Other.class, tcp.options().get(1));
        assertEquals(0xFD, other.kind());
        assertEquals("abcd", HexFormat.of().formatHex(other.value()));
        assertEquals(2, tcp.options().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"02030500", "02000000", "02010000", "0205ffff", "01010102", "05060000", "08040000",
                "0304ffff", "0403ff00", "05020000"})
    void optionOfTheWrongLengthIsMalformed(String option) {
        TcpSegment tcp = (TcpSegment) raw(PacketBuilder.ip(ALICE, BOB).tcp(1, 2, 0, 3, 4).tcpOptions(option))
                .transport();
        assertInstanceOf(TcpOption.Malformed.class, tcp.options().getFirst(), option);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void frameTruncatedAnywhereThrowsNothing(byte[] frame) {
        PacketView view = new PacketView();
        view.decode(LinkType.ETHERNET, frame, 0, frame.length);
        String whole = readEverything(view);
        assertFalse(whole.contains("TRUNCATED"), whole);
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            view.decode(LinkType.ETHERNET, cut, 0, length);
            String exact = readEverything(view);
            if (length < EthernetFrame.HEADER_LENGTH) {
                assertSame(Undecoded.TRUNCATED, view.network());
            } else {
                view.decode(LinkType.RAW_IP, cut, EthernetFrame.HEADER_LENGTH, length);
                readEverything(view);
            }
            // neither the bytes after the captured ones nor their offset may matter
            byte[] surrounded = new byte[frame.length + 9];
            Arrays.fill(surrounded, (byte) 0x45);
            System.arraycopy(frame, 0, surrounded, 9, frame.length);
            view.decode(LinkType.ETHERNET, surrounded, 9, 9 + length);
            assertEquals(exact, readEverything(view), "after " + length + " bytes");
        }
    }

    @Test
    void randomBytesThrowNothing() {
        Random random = new Random(1);
        PacketView view = new PacketView();
        List<byte[]> frames = frames();
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = frames.get(round % frames.size()).clone();
            for (int i = 0; i < 4; i++) {
                bytes[12 + random.nextInt(bytes.length - 12)] = (byte) random.nextInt();
            }
            view.decode(LinkType.ETHERNET, bytes, 0, random.nextInt(bytes.length + 1));
            readEverything(view);
        }
    }

    /** Calls every accessor of every layer and returns the values. */
    private static String readEverything(PacketView view) {
        StringBuilder seen = new StringBuilder();
        if (view.ethernet() != null) {
            seen.append(view.ethernet().ethertype()).append(view.ethernet().source());
        }
        switch (view.network()) {
            case ArpPacket arp -> seen.append(arp.sender()).append(arp.senderHardware()).append(arp.target())
                    .append(arp.targetHardware()).append(arp.operation());
            case IpPacket ip -> seen.append(ip.source()).append(ip.destination()).append(ip.protocol())
                    .append(ip.hopLimit()).append(ip.identification()).append(ip.fragmentOffset())
                    .append(ip.isFragment()).append(ip.isTruncated()).append(ip.payloadLength());
            case Undecoded why -> seen.append(why);
        }
        if (view.network() instanceof Ipv4Packet ip) {
            seen.append(ip.isHeaderChecksumCorrect()).append(ip.isDontFragment());
        }
        seen.append(' ');
        switch (view.transport()) {
            case TcpSegment tcp -> seen.append(tcp.sourcePort()).append(tcp.flags()).append(tcp.sequence())
                    .append(tcp.acknowledgment()).append(tcp.window()).append(tcp.urgentPointer())
                    .append(tcp.sequenceLength()).append(tcp.options().size());
            case UdpDatagram udp -> seen.append(udp.sourcePort()).append(udp.destinationPort())
                    .append(udp.payloadLength()).append(udp.checksum());
            case IcmpMessage icmp -> seen.append(icmp.type()).append(icmp.code()).append(icmp.checksum())
                    .append(icmp.identifier()).append(icmp.sequence()).append(icmp.targetAddress());
            case Undecoded why -> seen.append(why);
        }
        if (view.transport() instanceof Layer layer) {
            assertTrue(layer.payloadFrom() <= layer.payloadTo() && layer.payloadLength() >= 0,
                    seen.toString());
        }
        return seen.append(view.transportChecksum()).toString();
    }

    @Test
    void decodingAllocatesNothing() {
        List<byte[]> frames = frames();
        PacketView view = new PacketView();
        long sum = 0;
        long before = 0;
        for (int round = 0; round < 20_000; round++) {
            if (round == 10_000) {
                before = THREADS.getCurrentThreadAllocatedBytes();
            }
            for (int i = 0; i < frames.size(); i++) {
                byte[] frame = frames.get(i);
                view.decode(LinkType.ETHERNET, frame, 0, frame.length);
                if (view.network() instanceof IpPacket ip) {
                    sum += ip.protocol() + ip.sourceLow() + ip.destinationLow();
                }
                sum += switch (view.transport()) {
                    case TcpSegment tcp -> tcp.sourcePort() + tcp.sequence() + tcp.sequenceLength();
                    case UdpDatagram udp -> udp.sourcePort() + udp.payloadLength();
                    case IcmpMessage icmp -> icmp.identifier();
                    case Undecoded why -> why.ordinal();
                };
            }
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 10_000, bytes + " bytes for 90000 packets (and a sum of " + sum + ")");
    }

    @Test
    void viewCanBeReused() {
        PacketView view = new PacketView();
        for (int round = 0; round < 2; round++) {
            for (byte[] frame : frames()) {
                String fresh = readEverything(
                        new PacketView().decode(LinkType.ETHERNET, frame, 0, frame.length));
                assertEquals(fresh, readEverything(view.decode(LinkType.ETHERNET, frame, 0, frame.length)));
            }
        }
    }
}
