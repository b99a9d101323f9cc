package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets: the examples of the protocol's document, version 5, and invalid input. */
class PacketTest {
    private static final OptionalLong NO_ID = OptionalLong.empty();

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    private static Packet.Event event(String namespace, OptionalLong id, Object... values) {
        return new Packet.Event(namespace, id, List.of(values));
    }

    private static Packet.Ack ack(String namespace, long id, Object... values) {
        return new Packet.Ack(namespace, OptionalLong.of(id), List.of(values));
    }

    /** Returns packets with their text and their attachments in hex. */
    static Stream<Arguments> documented() {
        OptionalLong[] id = {OptionalLong.of(12), OptionalLong.of(13), OptionalLong.of(14),
            OptionalLong.of(15),
            OptionalLong.of(1)};
        return Stream.of(
                Arguments.of(new Packet.Connect("/", Map.of()), "0", List.of()),
                Arguments.of(new Packet.Connect("/", Map.of("sid", "wZX3oN0bSVIhsaknAAAI")),
                        "0{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}", List.of()),
                Arguments.of(new Packet.Connect("/admin", Map.of()), "0/admin,", List.of()),
                Arguments.of(new Packet.Connect("/admin", Map.of("sid", "oSO0OpakMV_3jnilAAAA")),
                        "0/admin,{\"sid\":\"oSO0OpakMV_3jnilAAAA\"}", List.of()),
                Arguments.of(new Packet.Connect("/admin", Map.of("token", "123")),
                        "0/admin,{\"token\":\"123\"}",
                        List.of()),
                Arguments.of(new Packet.ConnectError("/", Map.of("message", "Not authorized")),
                        "4{\"message\":\"Not authorized\"}", List.of()),
                Arguments.of(event("/", NO_ID, "foo"), "2[\"foo\"]", List.of()),
                Arguments.of(event("/admin", NO_ID, "bar"), "2/admin,[\"bar\"]", List.of()),
                Arguments.of(event("/", NO_ID, "baz", bytes("01 02 03 04")),
                        "51-[\"baz\",{\"_placeholder\":true,\"num\":0}]", List.of("01 02 03 04")),
                Arguments.of(event("/admin", NO_ID, "baz", bytes("01 02"), bytes("03 04")),
                        "52-/admin,[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
                        List.of("01 02", "03 04")),
                Arguments.of(event("/", id[0], "foo"), "212[\"foo\"]", List.of()),
                Arguments.of(ack("/", 12), "312[]", List.of()),
                Arguments.of(event("/admin", id[1], "foo"), "2/admin,13[\"foo\"]", List.of()),
                Arguments.of(ack("/admin", 13, "bar"), "3/admin,13[\"bar\"]", List.of()),
                Arguments.of(event("/", id[2], "foo", bytes("01 02 03 04")),
                        "51-14[\"foo\",{\"_placeholder\":true,\"num\":0}]", List.of("01 02 03 04")),
                Arguments.of(ack("/", 14, "bar"), "314[\"bar\"]", List.of()),
                Arguments.of(event("/", id[3], "foo"), "215[\"foo\"]", List.of()),
                Arguments.of(ack("/", 15, "bar", bytes("01 02 03 04")),
                        "61-15[\"bar\",{\"_placeholder\":true,\"num\":0}]", List.of("01 02 03 04")),
                Arguments.of(new Packet.Disconnect("/"), "1", List.of()),
                Arguments.of(new Packet.Disconnect("/admin"), "1/admin,", List.of()),
                // the sample session
                Arguments.of(new Packet.Connect("/", Map.of("sid", "wZX3oN0bSVIhsaknAAAI")),
                        "0{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}", List.of()),
                Arguments.of(event("/", NO_ID, "hey", "Jude"), "2[\"hey\",\"Jude\"]", List.of()),
                Arguments.of(event("/", NO_ID, "hello"), "2[\"hello\"]", List.of()),
                Arguments.of(event("/", NO_ID, "world"), "2[\"world\"]", List.of()),
                Arguments.of(event("/admin", id[4], "tellme"), "2/admin,1[\"tellme\"]", List.of()),
                Arguments.of(ack("/admin", 1, bytes("2a")), "61-/admin,1[{\"_placeholder\":true,\"num\":0}]",
                        List.of("2a")));
    }

    @ParameterizedTest
    @MethodSource("documented")
    void documentedExamplesAreEncoded(Packet packet, String text, List<String> attachments) {
        EncodedPacket encoded = PacketEncoder.encode(packet);

        assertEquals(text, encoded.text());
        assertEquals(attachments, encoded.attachments().stream()
                .map(HexFormat.ofDelimiter(" ")::formatHex).toList());
    }

    @ParameterizedTest
    @MethodSource("documented")
    void documentedExamplesAreDecoded(Packet packet, String text, List<String> attachments)
            throws PacketException {
        Packet decoded = decode(text, attachments.stream().map(PacketTest::bytes).toArray(byte[][]::new));

        assertEquals(packet.getClass(), decoded.getClass());
        assertEquals(PacketEncoder.encode(packet).text(), PacketEncoder.encode(decoded).text());
        assertEquals(packet.namespace(), decoded.namespace());
    }

    private static Packet decode(String text, byte[]... attachments) throws PacketException {
        PacketDecoder decoder = new PacketDecoder();
        Optional<Packet> packet = decoder.text(text);
        for (byte[] attachment : attachments) {
            assertTrue(packet.isEmpty(), "whole before the last attachment");
            packet = decoder.binary(attachment);
        }
        return packet.orElseThrow(() -> new AssertionError("not whole: " + text));
    }

    @Test
    void attachmentsReplaceNestedPlaceholders() throws PacketException {
        Packet.Event event = (Packet.Event) decode(
                "52-[\"x\",{\"a\":[1,{\"_placeholder\":true,\"num\":1}]},{\"_placeholder\":true,\"num\":0},"
                        + "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":1}]",
                bytes("0a"), bytes("0b"));

        List<Object> list = JsonValuesTest.list(JsonValuesTest.map(event.arguments().get(0)).get("a"));
        assertArrayEquals(bytes("0b"), (byte[]) list.get(1));
        assertArrayEquals(bytes("0a"), (byte[]) event.arguments().get(1));
        assertArrayEquals(bytes("0a"), (byte[]) event.arguments().get(2));
        assertEquals(Map.of("_placeholder", 1L), event.arguments().get(3));
    }

    @Test
    void placeholderWithoutAttachmentsIsAnOrdinaryObject() throws PacketException {
        Packet.Event event = (Packet.Event) decode("2[\"x\",{\"_placeholder\":true,\"num\":0}]");

        assertEquals(Map.of("_placeholder", true, "num", 0L), event.arguments().getFirst());
    }

    @Test
    void namespaceEndsAtACommaAndKeepsItsQuery() throws PacketException {
        assertEquals("/admin?token=1", decode("0/admin?token=1,{\"a\":1}").namespace());
        assertEquals("/admin", decode("0/admin").namespace());
        assertEquals("/a/b c", decode("2/a/b c,[\"x\"]").namespace());
        assertEquals("/admin[\"x\"]", decode("2/admin[\"x\"]").namespace(),
                "no comma, so all of it is a name");
    }

    @Test
    void eventWithoutPayloadIsEmpty() throws PacketException {
        assertEquals(event("/", NO_ID), decode("2"));
        assertEquals(event("/a", OptionalLong.of(7)), decode("2/a,7"));
        assertEquals(ack("/", 7), decode("37"));
        assertEquals(new Packet.Ack("/", NO_ID, List.of()), decode("3[]"));
        assertEquals(event("/", NO_ID), decode("51-", bytes("01")));
    }

    @Test
    void eventNameMayBeANumber() throws PacketException {
        assertEquals("7", ((Packet.Event) decode("2[7,\"x\"]")).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "abc", "7", "-1", "2{}", "2[]", "2[null]", "2[{}]", "2\"x\"", "2[\"x\"",
        "2[\"x\"]]",
        "2[\"connect\"]", "2[\"connect_error\"]", "2[\"disconnect\"]", "2[\"disconnecting\"]",
        "2[\"newListener\"]", "2[\"removeListener\"]", "2abc[\"x\"]", "2-1[\"x\"]", "2[\"x\",nul]",
        "2[\"x\",01]",
        "2[\"x\",NaN]", "2['x']", "0[]", "0null", "0\"x\"", "0{", "1{}", "1[]", "1null", "3{}", "3\"x\"",
        "4[]", "4null", "5[\"x\"]", "5-[\"x\"]", "50-[\"x\"]", "511-[\"x\"]", "5-1-[\"x\"]", "5x-[\"x\"]",
        "51[\"x\"]", "51", "5", "6", "51-{}", "61-{}", "51-[\"connect\"]", "2999999999999999999999[\"x\"]"})
    void invalidPacketIsRefused(String text) {
        assertThrows(PacketException.class, () -> new PacketDecoder().text(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "0.5", "\"0\"", "null", "true"})
    void placeholderWithoutItsAttachmentIsRefused(String number) throws PacketException {
        PacketDecoder decoder = new PacketDecoder();
        decoder.text("51-[\"x\",{\"_placeholder\":true,\"num\":" + number + "}]");

        assertThrows(PacketException.class, () -> decoder.binary(bytes("01")));
    }

    @Test
    void onlyAttachmentsMayFollowABinaryPacket() throws PacketException {
        assertThrows(PacketException.class, () -> new PacketDecoder().binary(bytes("01")));
        PacketDecoder decoder = new PacketDecoder();
        assertTrue(decoder.text("52-[\"x\"]").isEmpty());
        assertTrue(decoder.binary(bytes("01")).isEmpty());
        assertThrows(PacketException.class, () -> decoder.text("2[\"y\"]"));
    }

    @Test
    void decoderAcceptsConsecutivePackets() throws PacketException {
        PacketDecoder decoder = new PacketDecoder();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            decoder.text("51-[\"b" + i + "\",{\"_placeholder\":true,\"num\":0}]");
            names.add(((Packet.Event) decoder.binary(bytes("0" + i)).orElseThrow()).name());
            names.add(((Packet.Event) decoder.text("2[\"t" + i + "\"]").orElseThrow()).name());
        }
        assertEquals(List.of("b0", "t0", "b1", "t1", "b2", "t2"), names);
    }
}
