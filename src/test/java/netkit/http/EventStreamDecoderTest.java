package netkit.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Allocation;
import netkit.testing.FuzzInput;

class EventStreamDecoderTest {
    private static final int MAX = 1000;

    private List<ServerSentEvent> events = new ArrayList<>();
    private EventStreamDecoder decoder = new EventStreamDecoder("", MAX);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ServerSentEvent event(String data) {
        return ServerSentEvent.message(data, "");
    }

    /** Decodes the stream whole, byte by byte and in pieces, with each kind of line break: the events are the same. */
    private List<ServerSentEvent> decode(String stream) throws HttpException {
        List<ServerSentEvent> before = null;
        for (String lineBreak : List.of("\n", "\r", "\r\n")) {
            byte[] whole = bytes(stream.replace("\n", lineBreak));
            for (List<byte[]> pieces : List.of(List.of(whole), FuzzInput.bytes(whole),
                    FuzzInput.pieces(whole))) {
                events = new ArrayList<>();
                decoder = new EventStreamDecoder("", MAX);
                for (byte[] piece : pieces) {
                    decoder.feed(piece, 0, piece.length, events::add);
                }
                assertEquals(before == null ? events : before, events);
                before = events;
            }
        }
        return events;
    }

    /** WHATWG HTML §9.2.1. */
    @Test
    void eventsOfTheIntroduction() throws Exception {
        assertEquals(List.of(event("This is the first message."),
                event("This is the second message, it\nhas two lines."),
                event("This is the third message.")), decode("""
                        data: This is the first message.

                        data: This is the second message, it
                        data: has two lines.

                        data: This is the third message.

                        """));
        assertEquals(List.of(new ServerSentEvent("add", "73857293", ""),
                new ServerSentEvent("remove", "2153", ""), new ServerSentEvent("add", "113411", "")), decode("""
                        event: add
                        data: 73857293

                        event: remove
                        data: 2153

                        event: add
                        data: 113411

                        """));
    }

    /** WHATWG HTML §9.2.6, first example. */
    @Test
    void dataFieldsAreJoinedWithLineFeeds() throws Exception {
        assertEquals(List.of(event("YHOO\n+2\n10")), decode("data: YHOO\ndata: +2\ndata: 10\n\n"));
    }

    /** WHATWG HTML §9.2.6, second example: a comment; an id; an id that is reset; data that begins with a space. */
    @Test
    void idIsKeptUntilItIsReset() throws Exception {
        assertEquals(List.of(ServerSentEvent.message("first event", "1"), event("second event"),
                event(" third event")), decode("""
                        : test stream

                        data: first event
                        id: 1

                        data:second event
                        id

                        data:  third event

                        """));
        assertEquals("", decoder.lastEventId());
        decode("id: 7\ndata: a\n\ndata: b\n\n");
        assertEquals(ServerSentEvent.message("b", "7"), events.getLast());
    }

    /** WHATWG HTML §9.2.6, third example: the last block is discarded, since no empty line follows it. */
    @Test
    void emptyDataIsAnEventAndIncompleteOneIsNot() throws Exception {
        assertEquals(List.of(event(""), event("\n")), decode("data\n\ndata\ndata\n\ndata:"));
    }

    /** WHATWG HTML §9.2.6, fourth example. */
    @Test
    void spaceAfterTheColonIsIgnored() throws Exception {
        assertEquals(List.of(event("test"), event("test")), decode("data:test\n\ndata: test\n\n"));
    }

    @Test
    void unknownFieldsCommentsAndEventsWithoutDataAreIgnored() throws Exception {
        assertEquals(List.of(event("x")),
                decode("DATA: no\n data: no\nfoo: bar\n:\n: c\nevent: lost\n\ndata: x\n\n\n\n"));
    }

    @Test
    void oneByteOrderMarkMayBeginTheStream() throws Exception {
        assertEquals(List.of(event("x")), decode("\uFEFFdata: x\n\n"));
        assertEquals(List.of(), decode("\uFEFF\uFEFFdata: x\n\n"),
                "a second one belongs to the field's name");
        assertEquals(List.of(), decode("\n\uFEFFdata: x\n\n"));
    }

    @Test
    void idCountsWithoutDataButNotInAnIncompleteEvent() throws Exception {
        decode("id: 5\n\nid: 6\n");
        assertEquals("5", decoder.lastEventId());
    }

    @Test
    void idWithNulIsIgnored() throws Exception {
        assertEquals(List.of(ServerSentEvent.message("x", "1")), decode("id: 1\nid: 2\0\ndata: x\n\n"));
    }

    @Test
    void idOfAnEarlierConnectionIsKept() throws Exception {
        decoder = new EventStreamDecoder("41", MAX);
        byte[] stream = bytes("data: x\n\n");
        decoder.feed(stream, 0, stream.length, events::add);
        assertEquals(List.of(ServerSentEvent.message("x", "41")), events);
    }

    @ParameterizedTest
    @CsvSource({"retry: 250, 250", "retry:0, 0", "retry: 0000000000000250, 250",
        "retry: 99999999999999999999, 2147483647", "retry: 2s,", "retry: -1,", "retry: 1.5,", "retry,",
        "retry: \u0661,"})
    void retryIsANumberOfMilliseconds(String line, Long millis) throws Exception {
        decode(line + "\n");
        assertEquals(Optional.ofNullable(millis).map(Duration::ofMillis), decoder.retry());
    }

    @Test
    void eventIsDispatchedBeforeTheLineFeedOfItsLastLineBreak() throws Exception {
        byte[] stream = bytes("data: x\r\n\r");
        decoder.feed(stream, 0, stream.length, events::add);
        assertEquals(List.of(event("x")), events);
        decoder.feed(bytes("\ndata: y\n\r"), 0, 10, events::add);
        assertEquals(List.of(event("x"), event("y")), events, "LF after CR in the next piece ends no line");
    }

    @Test
    void characterMayBeSplitAndInvalidUtf8IsReplaced() throws Exception {
        assertEquals(List.of(event("né🙂")), decode("data: né🙂\n\n"));
        byte[] invalid = {'d', 'a', 't', 'a', ':', (byte) 0xE2, (byte) 0x82, '\n', '\n'};
        events.clear();
        decoder.feed(invalid, 0, invalid.length, events::add);
        assertEquals(List.of(event("\uFFFD")), events);
    }

    @Test
    void eventBeyondTheLimitIsRefusedBeforeItIsStored() {
        byte[] line = bytes("data: " + "x".repeat(100_000));
        Allocation.assertAtMost(20_000, () -> assertThrows(HttpException.class,
                () -> new EventStreamDecoder("", MAX).feed(line, 0, line.length, events::add)));
        byte[] lines = bytes("data\n".repeat(MAX + 1));
        assertEquals("an event of the stream, or a line of it, is larger than 1000 bytes",
                assertThrows(HttpException.class, () -> decoder.feed(lines, 0, lines.length, events::add))
                        .getMessage());
    }

    @Test
    void commentOfAnyLengthIsSkipped() throws Exception {
        assertEquals(List.of(event("x")), decode("\n:" + "c".repeat(2 * MAX) + "\ndata: x\n\n"));
    }

    @Test
    void encodedEventsAreDecodedAgain() throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<ServerSentEvent> sent = List.of(ServerSentEvent.message(" two\nlines\n", "a-1"),
                new ServerSentEvent("add", "", "a-2"), ServerSentEvent.message("id: none", "a-2"));
        stream.writeBytes(ServerSentEvent.retry(Duration.ofSeconds(2)));
        stream.writeBytes(ServerSentEvent.comment("heartbeat"));
        sent.forEach(one -> stream.writeBytes(one.encode()));
        assertEquals(sent, decode(stream.toString(StandardCharsets.UTF_8)));
        assertEquals(Optional.of(Duration.ofSeconds(2)), decoder.retry());
    }

    @Test
    void eventIsEncodedWithAFieldForEachLine() {
        assertArrayEquals(bytes("id: 4f-17\nevent: room\ndata: two\ndata: lines\ndata: \n\n"),
                new ServerSentEvent("room", "two\r\nlines\r", "4f-17").encode());
        for (String id : List.of("a\nb", "a\rb", "a\0b")) {
            assertThrows(IllegalArgumentException.class, () -> ServerSentEvent.message("", id));
        }
        assertThrows(IllegalArgumentException.class, () -> new ServerSentEvent("a\nb", "", ""));
    }
}
