package netkit.socketio.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import netkit.socketio.Adapter.ClientDetails;
import netkit.socketio.Packet;
import netkit.socketio.Selection;

/** What is published, byte by byte, as {@code @socket.io/redis-adapter} 8.3.0 publishes and reads it. */
class ClusterCodecTest {
    private static final Selection ROOM_R = new Selection(Set.of("r"), Set.of());

    private static Packet.Event event(Object... values) {
        return new Packet.Event("/", OptionalLong.empty(), Arrays.asList(values));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    /** notepack.io's encoding of {@code ["uid123", {type: 2, data: ["news", "hi", 1], nsp: "/"}, {rooms: ["r"], …}]}. */
    private static final String BROADCAST = "93" + "a6756964313233"
            + "83" + "a474797065" + "02" + "a464617461" + "93a46e657773a2686901" + "a36e7370" + "a12f"
            + "83" + "a5726f6f6d73" + "91a172" + "a6657863657074" + "90" + "a5666c616773" + "80";

    @Test
    void broadcastIsMessagePackOfSenderPacketAndOptions() throws IOException {
        ClusterBroadcast broadcast = new ClusterBroadcast("uid123", event("news", "hi", 1L), ROOM_R, false);

        assertEquals(BROADCAST, HexFormat.of().formatHex(ClusterCodec.encode(broadcast)));
        assertEquals(broadcast, ClusterCodec.decodeBroadcast(HexFormat.of().parseHex(BROADCAST)));
        assertEquals(List.of(true, false, false), Stream.of("uid123", "uid12", "uid124")
                .map(sender -> ClusterCodec.isFrom(sender, HexFormat.of().parseHex(BROADCAST))).toList());
    }

    @Test
    void volatileBroadcastSaysSoInItsFlags() throws IOException {
        byte[] encoded = ClusterCodec.encode(new ClusterBroadcast("u", event("x"), ROOM_R, true));
        assertEquals(true, ClusterCodec.decodeBroadcast(encoded).isVolatile());
    }

    @Test
    void joinIsJson() throws IOException {
        ClusterRequest.Envelope join = new ClusterRequest.Envelope("u", "",
                new ClusterRequest.Join(ROOM_R, Set.of("s")));
        byte[] encoded = ClusterCodec.encode(join);

        assertEquals(join, ClusterCodec.decodeRequest(encoded));
        assertEquals(join, ClusterCodec.decodeRequest(
                utf8("{\"uid\":\"u\",\"type\":2,\"opts\":{\"rooms\":[\"r\"],\"except\":[]},\"rooms\":[\"s\"]}")));
        assertEquals('{', encoded[0]);
    }

    @Test
    void olderRequestForOneClientIsUnderstood() throws IOException {
        assertEquals(new ClusterRequest.Envelope("", "q", new ClusterRequest.Leave(
                new Selection(Set.of("sid1"), Set.of()), Set.of("s"))), ClusterCodec.decodeRequest(
                        utf8("{\"requestId\":\"q\",\"type\":3,\"sid\":\"sid1\",\"room\":\"s\"}")));
    }

    @Test
    void requestsComeBackAsTheyWere() throws IOException {
        for (ClusterRequest request : List.of(new ClusterRequest.Ids(Set.of("r")), new ClusterRequest.Rooms(),
                new ClusterRequest.Leave(ROOM_R, Set.of("a")), new ClusterRequest.Disconnect(ROOM_R, true),
                new ClusterRequest.Fetch(ROOM_R), new ClusterRequest.ServerSideEmit(List.of("e", 1L)),
                new ClusterRequest.BroadcastWithAck(event("e", "x"), ROOM_R, Duration.ofMillis(1500)))) {
            ClusterRequest.Envelope envelope = new ClusterRequest.Envelope("u", "id", request);
            assertEquals(envelope, ClusterCodec.decodeRequest(ClusterCodec.encode(envelope)));
        }
    }

    @Test
    void responsesComeBackAsTheyWere() throws IOException {
        for (ClusterResponse response : List.of(new ClusterResponse.Ids(Set.of("a")),
                new ClusterResponse.Clients(
                        List.of(new ClientDetails("i", Map.of("url", "/"), List.of("i"), Map.of("n", 1L)))),
                new ClusterResponse.Rooms(Set.of("r")), new ClusterResponse.ClientCount(3),
                new ClusterResponse.AckValue("yes"), new ClusterResponse.ServerSideReply("no"),
                new ClusterResponse.Done())) {
            ClusterResponse.Envelope envelope = new ClusterResponse.Envelope("id", response);
            assertEquals(envelope, ClusterCodec.decodeResponse(ClusterCodec.encode(envelope)));
        }
    }

    @Test
    void bytesInJsonAreWrittenAsJavaScriptWritesABuffer() {
        assertEquals("{\"uid\":\"u\",\"type\":6,\"data\":[\"e\",{\"type\":\"Buffer\",\"data\":[0,255]}]}",
                text(ClusterCodec.encode(new ClusterRequest.Envelope("u", "",
                        new ClusterRequest.ServerSideEmit(List.of("e", new byte[] {0, (byte) 0xFF})))))
                        .replace("{\"data\":[0,255],\"type\":\"Buffer\"}",
                                "{\"type\":\"Buffer\",\"data\":[0,255]}"));
    }

    @Test
    void malformedMessagesAreRefused() {
        for (String message : List.of("{", "{}", "{\"type\":12}", "[]", "{\"type\":6}",
                "{\"type\":7,\"opts\":{}}")) {
            assertThrows(IOException.class, () -> ClusterCodec.decodeRequest(utf8(message)), message);
        }
        byte[] whole = HexFormat.of().parseHex(BROADCAST);
        for (int length = 0; length < whole.length; length++) {
            byte[] start = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> ClusterCodec.decodeBroadcast(start), "first " + length);
        }
    }

    @Test
    void lengthBeyondTheMessageIsRefusedBeforeItIsAllocated() {
        for (String hex : List.of("c67fffffff00", "db7fffffff61", "dd7fffffff01", "df7fffffff01",
                "c97fffffff0500")) {
            assertThrows(IOException.class, () -> MessagePack.decode(HexFormat.of().parseHex(hex)), hex);
        }
    }

    @Test
    void wholeNumberIsWholeInEachOfItsForms() throws IOException {
        for (String hex : List.of("0e", "cc0e", "d00e", "cf000000000000000e",
                "cb402c000000000000")) {
            assertEquals(14L, MessagePack.decode(HexFormat.of().parseHex(hex)), hex);
        }
        assertEquals(Long.MAX_VALUE, MessagePack.decode(MessagePack.encode(Long.MAX_VALUE)));
        assertEquals(0x1p64, MessagePack.decode(HexFormat.of().parseHex("cfffffffffffffffff")));
    }

    @Test
    void halfACharacterIsReplacedInsteadOfRefused() throws IOException {
        byte[] encoded = ClusterCodec
                .encode(new ClusterBroadcast("u", event("x".repeat(1000) + '\ud800'), ROOM_R, false));
        assertEquals("x".repeat(1000) + "?", ClusterCodec.decodeBroadcast(encoded).event().name());
    }

    @Test
    void urlNamesServerUserAndPassword() {
        RedisUrl url = RedisUrl.parse("redis://ann:p%40ss@my_host/2");
        assertEquals("my_host:6379", url.server().toString());
        assertEquals(List.of("ann", "p@ss"), List.of(url.user().orElseThrow(), url.password().orElseThrow()));
        assertEquals("rediss://[::1]:7000", RedisUrl.parse("rediss://[::1]:7000").toString());
    }

    @Test
    void refusalOfAUrlDoesNotRepeatItsPassword() {
        for (String text : List.of("redis://:se/cret@host", "redis:/:secret@host", "redis://:secret%zz@host",
                "http://:secret@host")) {
            String message = assertThrows(IllegalArgumentException.class, () -> RedisUrl.parse(text))
                    .getMessage();
            assertEquals(-1, message.indexOf("cret"), message);
        }
    }
}
