package netkit.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What is built is decoded again; the other tests of packets use it, too. */
class PacketBuilderTest {
    private static final long ALICE_MAC = 0x02_00_00_00_00_01L;
    private static final long BOB_MAC = 0x02_00_00_00_00_02L;

    @Test
    void builderAddsVlanTagsFromTheOutermostInwards() {
        byte[] frame = PacketBuilder.ip("192.0.2.1", "192.0.2.2").ethernet(ALICE_MAC, BOB_MAC).vlan(7).vlan(9)
                .tcp(40_000, 9000, TcpSegment.ACK, 1, 1).payload(new byte[5]).build();
        PacketView view = new PacketView().decode(LinkType.ETHERNET, frame, 0, frame.length);
        assertEquals(2, view.ethernet().tags());
        assertEquals(7, view.ethernet().vlanId(0));
        assertEquals(9, view.ethernet().vlanId(1));
        assertEquals(5, ((TcpSegment) view.transport()).payloadLength());
        assertEquals(ChecksumVerdict.CORRECT, view.transportChecksum());
    }
}
