package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import netkit.testing.Programs;

/** Tests the encoding of netlink messages, in the byte order of a little-endian processor. */
@Tag("peers")
class NetlinkBytesTest {
    private static final HexFormat HEX = HexFormat.of();

    @BeforeAll
    static void aLittleEndianProcessor() {
        Programs.need(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN,
                "this test needs a little-endian processor");
    }

    @Test
    void requestIsAHeaderAStructureAndAttributes() {
        assertEquals("2c000000" + "1000" + "0500" + "07000000" + "00000000" // length, type, flags, sequence, port
                + "00" + "00" + "0000" + "00000000" + "01000000" + "01000000" // struct ifinfomsg
                + "0900" + "0300" + "6574683000" + "000000", // IFLA_IFNAME, padded
                HEX.formatHex(LinkRequests.up("eth0").encode(7)));
    }

    @Test
    void attributesCanBeNested() {
        NetlinkRequest request = new NetlinkRequest("", 0, 0).attribute(18,
                kind -> kind.attribute(1, "veth").attribute(2, 5));
        assertEquals(
                "1800" + "1200" + "0900" + "0100" + "7665746800" + "000000" + "0800" + "0200" + "05000000",
                HEX.formatHex(request.encode(0)).substring(2 * NetlinkRequest.HEADER));
    }

    @Test
    void datagramCanHaveSeveralMessages() {
        List<NetlinkReply> replies = decode(
                "12000000" + "1000" + "0200" + "01000000" + "00000000" + "abcd" + "0000"
                        + "14000000" + "0300" + "0200" + "01000000" + "00000000" + "00000000");
        assertEquals(2, replies.size());
        assertEquals(2, replies.getFirst().body().remaining(), "without the padding");
        assertEquals(NetlinkReply.DONE, replies.getLast().type());
        assertEquals(0, replies.getLast().errno());
    }

    @Test
    void errorMessageHasAnErrnoAndOptionallyAText() {
        String request = "20000000" + "1000" + "0500" + "07000000" + "00000000";
        NetlinkReply capped = decode(
                "30000000" + "0200" + "0003" + "07000000" + "00000000" + "eaffffff" + request
                        + "0900" + "0100" + "6c65737300" + "000000")
                .getFirst();
        assertEquals(Errno.EINVAL.number(), capped.errno());
        assertEquals("less", capped.text());

        NetlinkReply plain = decode(
                "24000000" + "0200" + "0000" + "07000000" + "00000000" + "eaffffff" + request)
                .getFirst();
        assertEquals("", plain.text());

        String body = "00".repeat(16); // of the request, which is repeated in full
        NetlinkReply whole = decode(
                "40000000" + "0200" + "0002" + "07000000" + "00000000" + "eaffffff" + request
                        + body + "0900" + "0100" + "6c65737300" + "000000")
                .getFirst();
        assertEquals("less", whole.text());
    }

    @Test
    void attributesAreFoundByTypeWithoutFlags() {
        NetlinkReply reply = decode("20000000" + "1000" + "0000" + "01000000" + "00000000"
                + "0500" + "0180" + "ff000000" + "0800" + "0200" + "2a000000").getFirst();
        Map<Integer, ByteBuffer> attributes = reply.attributes(0);
        assertEquals(1, attributes.get(1).remaining());
        assertEquals(42, attributes.get(2).getInt(0));
    }

    @Test
    void lengthBeyondTheEndIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> decode("14000001" + "1000" + "0000" + "01000000" + "00000000" + "00000000"));
        NetlinkReply reply = decode("14000000" + "1000" + "0000" + "01000000" + "00000000" + "09000100")
                .getFirst();
        assertThrows(IllegalArgumentException.class, () -> reply.attributes(0));
    }

    private static List<NetlinkReply> decode(String hex) {
        return NetlinkReply.decode(HEX.parseHex(hex));
    }
}
