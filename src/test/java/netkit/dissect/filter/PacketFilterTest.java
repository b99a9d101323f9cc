package netkit.dissect.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.dissect.ByteSource;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.FieldValue;
import netkit.dissect.Protocol;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.CapturedPacket;

class PacketFilterTest {
    private static final ByteSource BYTES = new ByteSource(
            "GET /chat HTTP/1.1\r\n".getBytes(StandardCharsets.ISO_8859_1),
            ByteSource.Origin.PACKET, List.of(7L));

    /** The seventh packet of a capture: a SYN to port 9000 that, as no real one does, has an HTTP request and a ping. */
    private static final DissectedPacket PACKET = new DissectedPacket(
            new CapturedPacket(7, new CapturedPacket.Interface("", "", 1), OptionalLong.empty(),
                    BYTES.bytes(), 64, PacketDirection.UNKNOWN, List.of("delayed 80 ms")),
            List.of(layer(Protocol.ETHERNET, text("eth.src", "02:00:00:00:00:01"),
                    number("eth.type", 0x800, "0x0800 (IPv4)")),
                    layer(Protocol.IPV4, text("ip.src", "10.0.0.1"), text("ip.dst", "10.0.1.2"),
                            number("ip.ttl", 64, "64")),
                    layer(Protocol.TCP, number("tcp.srcport", 51_034, "51034"),
                            number("tcp.dstport", 9000, "9000"),
                            new Field("tcp.flags", "Flags", new FieldValue.Number(2), "0x002 (SYN)", 0, 0, 0,
                                    List.of(flag("tcp.flags.syn", true), flag("tcp.flags.ack", false))),
                            text("tcp.analysis.ack_rtt", "0.250000000")),
                    layer(Protocol.HTTP, text("http.request.method", "GET"),
                            text("http.host", "example.org")),
                    layer(Protocol.WEBSOCKET, number("websocket.opcode", 9, "Ping (9)"),
                            new Field("websocket.payload", "",
                                    new FieldValue.Bytes(new byte[] {1, (byte) 0xAB}),
                                    "",
                                    0, 0, 0, List.of()))),
            OptionalInt.of(3));

    private static DissectedLayer layer(Protocol protocol, Field... fields) {
        return DissectedLayer.of(protocol, BYTES, 0, 0, BYTES.bytes().length, "", List.of(fields), List.of());
    }

    private static Field text(String name, String value) {
        return new Field(name, name, new FieldValue.Text(value), value, 0, 0, 0, List.of());
    }

    private static Field number(String name, long value, String shown) {
        return new Field(name, name, new FieldValue.Number(value), shown, 0, 0, 0, List.of());
    }

    private static Field flag(String name, boolean isSet) {
        return new Field(name, name, new FieldValue.Flag(isSet), isSet ? "set" : "not set", 0, 0, 0,
                List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tcp and port 9000 and syn", "not udp", "!udp && (arp || ip)",
        "websocket.opcode == ping", "websocket.opcode == 9", "websocket.opcode == 0x9",
        "websocket.opcode eq Ping", "eth.type == ipv4", "eth.type == 0x800", "ip.src == 10.0.0.1",
        "ip.addr == 10.0.1.2", "ip.src == 10.0.0.0/24", "ip.src != 10.0.0.2", "host 10.0.1.2",
        "host 10.0.0.0/8", "port 9000..9010", "port 8999-9000", "tcp.port in {80, 9000..9010}",
        "tcp.dstport in {9000}", "stream 3", "syn", "not ack", "tcp.flags.syn == 1", "tcp.flags.ack == false",
        "http.request.method == \"GET\"", "http.request.method == GET", "http.host contains ample",
        "http.host matches \"^EX.*org$\"", "http.host ~ \"\\.org\"", "http contains \"/chat\"",
        "http matches \"get /\"", "tcp contains 47:45:54", "websocket.payload == 01:ab",
        "websocket.payload contains ab", "ip.ttl > 63 and ip.ttl <= 64", "tcp.analysis.ack_rtt >= 0.25",
        "tcp.analysis.ack_rtt < 0.3", "frame.number == 7", "frame.len == 64",
        "frame.comment contains delayed", "tcp.srcport", "eth.src == 02-00-00-00-00-01",
        "arp or tcp and not udp"})
    void aFilterThatIsTrueAcceptsThePacket(String filter) {
        assertEquals(true, PacketFilter.parse(filter).test(PACKET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "port 9001", "port 9001..9010", "stream 4", "ack", "host 10.0.0.3",
        "host ::1", "ip.src == 10.0.1.0/24", "tcp.port != 9000", "websocket.opcode == pong", "udp.port",
        "udp.port != 53", "tcp.port in {80, 443}", "http.request.method == \"get\"", "ip.ttl < 64",
        "http.host matches \"^org\"", "tcp.analysis.retransmission", "not (tcp or udp)",
        "arp and tcp or udp", "websocket.payload == 01", "ip.src > 5"})
    void aFilterThatIsFalseRejectsThePacket(String filter) {
        assertEquals(false, PacketFilter.parse(filter).test(PACKET));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '|', value = {
        "tcp and § column 8: a protocol, a field, or one of host, port, stream, not expected after it",
        "tcp udp § column 5: 'and', 'or' or the end of the filter expected, not 'udp'",
        "(tcp § column 5: ')' expected after it",
        "tcp.prot == 80 § column 1: unknown field 'tcp.prot'; did you mean tcp.port?",
        "tcp and retransmission § column 9: unknown field 'retransmission'; did you mean tcp.analysis.retransmission?",
        "nothing § column 1: unknown field 'nothing'; names are Wireshark's, such as tcp.port",
        "port http § column 6: a port of 0 to 65535, such as 9000 or 9000..9010, expected, not 'http'",
        "port 70000 § column 6: a port of 0 to 65535, such as 9000 or 9000..9010, expected, not '70000'",
        "host alice § column 6: an IP address, such as 10.0.0.1 or 10.0.0.0/24, expected, not 'alice'",
        "stream x § column 8: the number of a stream, from 0, expected, not 'x'",
        "ip.ttl > many § column 10: a number expected, not 'many'",
        "ip.ttl == § column 10: a value: a number, an address, a name or \"text\" expected after it",
        "tcp.port = 80 § column 10: '=' is no operator; write '=='",
        "tcp & udp § column 5: '&' is no operator; write '&&'",
        "tcp == 80 § column 5: 'tcp' is a protocol; compare one of its fields, such as tcp.srcport",
        "eth.src[0:3] == 1 § column 8: parts of a field, such as eth.src[0:3], are not supported",
        "http.host == \"x § column 14: the text that begins here has no closing \"",
        "http.host matches \"(\" § column 19: not a regular expression: unclosed group",
        "tcp.port in 80 § column 13: '{' and values, such as {80, 8000..8010}, expected, not '80'",
        "tcp.port in { § column 14: a value: a number, an address, a name or \"text\" expected after it",
        "tcp.port in {} § column 14: a value expected, not '}'"})
    void anErrorSaysWhereItIsAndWhatWasExpected(String filter, String message) {
        assertEquals(message,
                assertThrows(FilterException.class, () -> PacketFilter.parse(filter)).getMessage());
    }

    @Test
    void deepBracketsAreRefusedBeforeTheyOverflowTheStack() {
        assertThrows(FilterException.class, () -> PacketFilter.parse("(".repeat(100_000)));
        assertThrows(FilterException.class, () -> PacketFilter.parse("! ".repeat(100_000) + "tcp"));
    }
}
