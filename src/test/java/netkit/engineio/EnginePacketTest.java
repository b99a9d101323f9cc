package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets and payloads: the examples of the document of version 4, and invalid input. */
class EnginePacketTest {
    private static EnginePacket text(EnginePacketType type, String data) {
        return new EnginePacket.Text(type, data);
    }

    @ParameterizedTest
    @CsvSource({"0, OPEN", "1, CLOSE", "2, PING", "3, PONG", "4, MESSAGE", "5, UPGRADE", "6, NOOP"})
    void everyTypeHasItsDigit(String digit, EnginePacketType type) throws Exception {
        assertEquals(digit, EnginePacket.of(type).encode());
        assertEquals(EnginePacket.of(type), EnginePacket.decode(digit));
    }

    @ParameterizedTest
    @CsvSource({"4hello, MESSAGE, hello", "2probe, PING, probe", "3probe, PONG, probe", "4€, MESSAGE, €",
        "44, MESSAGE, 4", "4b, MESSAGE, b", "'4 ', MESSAGE, ' '"})
    void dataFollowsTheDigit(String encoded, EnginePacketType type, String data) throws Exception {
        assertEquals(text(type, data), EnginePacket.decode(encoded));
        assertEquals(encoded, text(type, data).encode());
    }

    @ParameterizedTest
    @CsvSource({"bAQIDBA==, 01020304", "b, ''", "bAA==, 00", "b/+8=, ffef"})
    void binaryMessageIsBase64(String encoded, String hex) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(hex);
        EnginePacket.Binary packet = assertInstanceOf(EnginePacket.Binary.class,
                EnginePacket.decode(encoded));
        assertArrayEquals(bytes, packet.data());
        assertEquals(EnginePacketType.MESSAGE, packet.type());
        assertEquals(encoded, EnginePacket.message(bytes).encode());
    }

    @ParameterizedTest
    @CsvSource({"'bAQIDBA==\n', 01020304", "'bAQID\r\nBA', 01020304", "b_-8=, ffef", "'bAQID\n', 010203"})
    void base64IsDecodedLeniently(String encoded, String hex) throws Exception {
        EnginePacket.Binary packet = assertInstanceOf(EnginePacket.Binary.class,
                EnginePacket.decode(encoded));
        assertEquals(hex, HexFormat.of().formatHex(packet.data()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "abc", "9", "-1", "/", ":", " 4", "bA", "B", "\u0664"})
    void invalidPacketIsRefused(String encoded) {
        assertThrows(EngineException.class, () -> EnginePacket.decode(encoded));
    }

    @Test
    void packetsOfAPayloadAreSeparatedByTheRecordSeparator() {
        List<EnginePacket> packets = List.of(text(EnginePacketType.MESSAGE, "hello"),
                EnginePacket.of(EnginePacketType.PING),
                text(EnginePacketType.MESSAGE, "world"));
        assertEquals("4hello\u001e2\u001e4world", Payload.encode(packets));
        assertEquals("4hello\u001ebAQIDBA==", Payload
                .encode(List.of(EnginePacket.message("hello"),
                        EnginePacket.message(new byte[] {1, 2, 3, 4}))));
        assertEquals(List.of("4hello", "2", "4world"), Payload.split("4hello\u001e2\u001e4world"));
        assertEquals(List.of("4hello", ""), Payload.split("4hello\u001e"),
                "the empty packet is left to the decoder");
        assertEquals(List.of(""), Payload.split(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "ö", "€", "𝄞", "aö€𝄞"})
    void encodedLengthIsThatOfUtf8(String data) {
        EnginePacket packet = EnginePacket.message(data);
        assertEquals(packet.encode().getBytes(StandardCharsets.UTF_8).length, packet.encodedLength());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 100})
    void encodedLengthIsThatOfBase64(int length) {
        EnginePacket packet = EnginePacket.message(new byte[length]);
        assertEquals(packet.encode().length(), packet.encodedLength());
    }

    @Test
    void handshakeIsJson() throws Exception {
        String encoded = "0{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
                + "\"pingTimeout\":20000,\"maxPayload\":1000000}";
        OpenPacket handshake = new OpenPacket("lv_VI97HAXpY6yYWAAAC", List.of("websocket"),
                Duration.ofSeconds(25), Duration.ofSeconds(20), 1_000_000);
        assertEquals(encoded, handshake.encode().encode());
        assertEquals(handshake, OpenPacket.decode(EnginePacket.decode(encoded)));
    }

    @Test
    void maxPayloadIsOptionalInTheHandshake() throws Exception {
        assertEquals(0, OpenPacket.decode(EnginePacket.decode(
                "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1}")).maxPayload());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "4611686018427387904", "31622400001", "1e30"})
    void handshakeWithAnAbsurdTimeIsRefused(String millis) {
        assertThrows(EngineException.class, () -> OpenPacket.decode(EnginePacket.decode(
                "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":" + millis + ",\"pingTimeout\":1}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0{", "0[]", "0null", "0{}", "4{}",
        "0{\"sid\":1,\"upgrades\":\"x\",\"pingInterval\":1,\"pingTimeout\":1}",
        "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":0,\"pingTimeout\":1}",
        "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":\"soon\",\"pingTimeout\":1}",
        "0{\"sid\":null,\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1}",
        "0{\"sid\":\"x\",\"upgrades\":[[]],\"pingInterval\":1,\"pingTimeout\":1}"})
    void invalidHandshakeIsRefused(String encoded) {
        EngineException refusal = assertThrows(EngineException.class,
                () -> OpenPacket.decode(EnginePacket.decode(encoded)));
        assertTrue(refusal.getMessage().contains("handshake"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("gson"), refusal.getMessage());
    }

    @Test
    void messageOfAnInvalidHandshakeIsShort() {
        String hostile = "0{\"upgrades\":\"" + "x".repeat(1_000_000) + "\"}";
        assertTrue(assertThrows(EngineException.class, () -> OpenPacket.decode(EnginePacket.decode(hostile)))
                .getMessage().length() < 300);
    }
}
