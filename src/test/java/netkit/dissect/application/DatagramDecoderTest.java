package netkit.dissect.application;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.udp.NumberedDatagram;
import netkit.udp.ReliableDatagram;

class DatagramDecoderTest {
    private static final String QUESTION = "1234 8180 0001 0002 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001";

    private static String summary(byte[] bytes, int port) {
        ApplicationMessage message = DatagramDecoder.decode(
                new Carried(true, 0, bytes.length, bytes, List.of(1L), false), 50_000, port);
        message.fields().accept(new FieldNames());
        return message.protocol() + " " + message.summary();
    }

    private static String dns(String hex) {
        return summary(HexFormat.of().parseHex(hex.replace(" ", "")), 53);
    }

    @Test
    void netkitsOwnDatagrams() {
        byte[] numbered = new byte[NumberedDatagram.HEADER_LENGTH + 4];
        new NumberedDatagram(0xabcd, 3, 10, 1_700_000_000_000_000_000L).encode(numbered);
        assertEquals("numbered run 0000abcd, 3 of 10", summary(numbered, 9001));
        assertEquals("reliable DATA 7: hello", summary(
                new ReliableDatagram.Data(1, 7, 5, "hello".getBytes(StandardCharsets.UTF_8)).encode(), 9001));
        assertEquals("reliable ACK before 5, 2 after it",
                summary(new ReliableDatagram.Ack(1, 5, 0b101).encode(), 9001));
        assertEquals("data 2 bytes", summary(new byte[2], 9001));
    }

    @Test
    void namesMayBeCompressed() {
        assertEquals("dns response A www.example.com, CNAME example.com, A 192.0.2.1",
                dns(QUESTION + "c00c 0005 0001 0000003c 0002 c010"
                        + "c010 0001 0001 0000003c 0004 c0000201"));
    }

    @Test
    void aNameThatLeadsToItselfEndsTheRecords() {
        assertEquals("dns response A www.example.com",
                dns(QUESTION + "c021 0005 0001 0000003c 0002 c021"));
        assertEquals("data 18 bytes", dns("1234 0100 0001 0000 0000 0000 c00c 0001 0001"));
    }

    @Test
    void eachPrefixOfAMessageIsDecodedOrShownAsData() {
        String whole = (QUESTION + "c00c 0001 0001 0000003c 0004 c0000201").replace(" ", "");
        for (int length = 0; length <= whole.length(); length += 2) {
            dns(whole.substring(0, length));
        }
    }

    @Test
    void otherDatagramsOnThePortOfDnsAreData() {
        assertEquals("data 12 bytes", dns("0000 0000 0000 0000 0000 0000"));
    }
}
