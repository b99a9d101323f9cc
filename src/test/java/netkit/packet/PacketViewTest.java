package netkit.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;

class PacketViewTest {
    @Test
    void aSynIsSeenInPlace() {
        byte[] bytes = HexFormat.of().parseHex("4500003c1c4640004006" + "9a74" + "c0000201c0000202"
                + "9c400050" + "00000010" + "00000000" + "a002faf0" + "0000" + "0000"
                + "020405b4" + "0402" + "080a0000000100000000" + "01" + "030307");
        PacketView view = new PacketView().decode(LinkType.RAW_IP, bytes, 0, bytes.length);
        Ipv4Packet ip = assertInstanceOf(Ipv4Packet.class, view.network());
        assertEquals("192.0.2.1", ip.source().toString());
        TcpSegment tcp = assertInstanceOf(TcpSegment.class, view.transport());
        assertEquals(40_000, tcp.sourcePort());
        assertEquals(1, tcp.sequenceLength());
        assertEquals(new TcpOption.MaximumSegmentSize(1460), tcp.options().getFirst());
        assertEquals(4, tcp.options().size());
    }
}
