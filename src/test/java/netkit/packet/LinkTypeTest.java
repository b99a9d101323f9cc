package netkit.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkTypeTest {
    private static final byte[] DATAGRAM = PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(40_000, 9001)
            .payload(5).build();
    private static final byte[] DATAGRAM6 = PacketBuilder.ip("2001:db8::1", "2001:db8::2").udp(40_000, 9001)
            .payload(5).build();

    private static byte[] after(String header, byte[] packet) {
        byte[] first = HexFormat.of().parseHex(header);
        byte[] whole = Arrays.copyOf(first, first.length + packet.length);
        System.arraycopy(packet, 0, whole, first.length, packet.length);
        return whole;
    }

    private static PacketView decode(LinkType type, byte[] bytes) {
        return new PacketView().decode(type, bytes, 0, bytes.length);
    }

    /** https://www.tcpdump.org/linktypes.html; an empty header is written as -. */
    @ParameterizedTest
    @CsvSource({
        "BSD_LOOPBACK, 02000000, false", "BSD_LOOPBACK, 00000002, false", "BSD_LOOPBACK, 1e000000, true",
        "OPENBSD_LOOPBACK, 00000018, true", "RAW_IP, -, false", "IPV4, -, false", "IPV6, -, true",
        "LINUX_COOKED, 0000 0001 0006 0200000000010000 0800, false",
        "LINUX_COOKED, 0004 0304 0006 0000000000000000 86dd, true",
        "LINUX_COOKED_V2, 0800 0000 00000002 0304 00 06 0000000000000000, false",
        "LINUX_COOKED_V2, 86dd 0000 00000002 0304 00 06 0000000000000000, true"})
    void packetIsFoundBehindTheHeaderOfEachLinkType(LinkType type, String header, boolean version6) {
        String hex = header.replaceAll("[ -]", "");
        assertEquals(type.headerLength(), hex.length() / 2);
        PacketView view = decode(type, after(hex, version6 ? DATAGRAM6 : DATAGRAM));
        assertSame(version6 ? Ipv6Packet.class : Ipv4Packet.class, view.network().getClass());
        assertEquals(9001, assertInstanceOf(UdpDatagram.class, view.transport()).destinationPort());
        assertSame(ChecksumVerdict.CORRECT, view.transportChecksum());
    }

    @ParameterizedTest
    @CsvSource({"BSD_LOOPBACK, 4", "OPENBSD_LOOPBACK, 4", "LINUX_COOKED, 16", "LINUX_COOKED_V2, 20",
        "ETHERNET, 14"})
    void headerThatTheCaptureTruncatedIsTruncated(LinkType type, int length) {
        for (int captured = 0; captured < length; captured++) {
            assertSame(Undecoded.TRUNCATED, decode(type, new byte[captured]).network(),
                    "of " + captured + " bytes");
        }
    }

    /** IEEE 802.1Q §9.6. */
    @Test
    void vlanTagsStandBeforeTheEthertype() {
        String addresses = "020000000002" + "020000000001";
        PacketView one = decode(LinkType.ETHERNET, after(addresses + "8100" + "6005" + "0800", DATAGRAM));
        assertEquals(1, one.ethernet().tags());
        assertEquals(5, one.ethernet().vlanId(0));
        assertEquals(0x0800, one.ethernet().ethertype());
        assertEquals(18, one.ethernet().headerLength());
        assertInstanceOf(UdpDatagram.class, one.transport());

        PacketView two = decode(LinkType.ETHERNET,
                after(addresses + "88a8" + "0fff" + "8100" + "0001" + "86dd", DATAGRAM6));
        assertEquals(2, two.ethernet().tags());
        assertEquals(0xFFF, two.ethernet().vlanId(0));
        assertEquals(1, two.ethernet().vlanId(1));
        assertInstanceOf(UdpDatagram.class, two.transport());

        byte[] cut = after(addresses + "8100" + "6005", new byte[1]);
        assertSame(Undecoded.TRUNCATED, decode(LinkType.ETHERNET, cut).network());
    }
}
