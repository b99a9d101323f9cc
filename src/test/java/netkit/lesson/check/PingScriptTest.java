package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.lab.script.LabSyntaxException;

class PingScriptTest {
    private static final SocketAddress SENDER = new InetSocketAddress("127.0.0.1", 40_000);
    private static final OptionalInt ENDED = OptionalInt.of(0);

    private final Names names = new Names(7, "pings");

    private static List<PingScript.Reply> ping(PingScript script, String text) {
        return script.received(text.getBytes(StandardCharsets.US_ASCII), SENDER);
    }

    private static List<String> pingAll(PingScript script) {
        List<String> replies = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            ping(script, "ping " + i).forEach(reply -> replies.add(
                    new String(reply.bytes(), StandardCharsets.US_ASCII)
                            + (reply.stranger() ? " stranger" : "")
                            + (reply.delay().isZero() ? "" : " late")));
        }
        return replies;
    }

    private String named(String name) {
        return new String(names.bytes(name).bytes(), StandardCharsets.US_ASCII);
    }

    private static String field(Optional<PingScript.Problem> problem) {
        return problem.map(PingScript.Problem::field).orElse("none");
    }

    @Test
    void lostPingsHaveNoReplyDuplicatesTwoAndLateOnesADelay() {
        PingScript script = PingScript.of(Map.of("lost", "3", "duplicates", "4", "late", "2"), names);
        List<String> replies = pingAll(script);
        assertEquals(20 - 3 + 4, replies.size(), replies.toString());
        assertEquals(2, replies.stream().filter(reply -> reply.endsWith(" late")).count(),
                replies.toString());
        for (String number : named("lost").split(" ")) {
            assertTrue(replies.stream().noneMatch(("pong " + number)::equals), number + " in " + replies);
        }
        for (String number : named("twice").split(" ")) {
            assertEquals(2, replies.stream().filter(("pong " + number)::equals).count(), replies.toString());
        }
        assertEquals("3", named("count"));
        assertEquals("none",
                field(script.problem("answered 17 of 20\nno answer: " + named("lost") + "\n", ENDED)));
        assertEquals("none", field(script.problem(script.report(), ENDED)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aDuplicateComesBeforeALoss(long seed) {
        Names seeded = new Names(seed, "pings");
        PingScript.of(Map.of("lost", "1", "duplicates", "3"), seeded);
        String twice = new String(seeded.bytes("twice").bytes(), StandardCharsets.US_ASCII);
        String lost = new String(seeded.bytes("lost").bytes(), StandardCharsets.US_ASCII);
        assertTrue(Integer.parseInt(twice.split(" ")[0]) < Integer.parseInt(lost), twice + " / " + lost);
    }

    @Test
    void equalSeedsGiveEqualLosses() {
        PingScript.of(Map.of("lost", "5"), names);
        Names again = new Names(7, "pings");
        PingScript.of(Map.of("lost", "5"), again);
        assertEquals(named("lost"), new String(again.bytes("lost").bytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void anotherSenderAnswersForLostPingsOnly() {
        PingScript script = PingScript.of(Map.of("lost", "2", "strays", "other-sender"), names);
        List<String> strangers = pingAll(script).stream().filter(reply -> reply.endsWith(" stranger"))
                .toList();
        assertEquals(List.of(named("lost").split(" ")),
                strangers.stream().map(reply -> reply.split(" ")[1]).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ping 0       | number
            ping 21      | number
            ping 1       | repeated
            ping 02      | datagram
            ping 2 ping 3| datagram
            hello        | datagram
            """)
    void whatIsNoNumberedPingIsNamed(String datagram, String field) {
        PingScript script = PingScript.of(Map.of(), names);
        ping(script, "ping 1");
        ping(script, datagram);
        assertEquals(field, field(script.problem("", OptionalInt.empty())));
    }

    @Test
    void aSecondSocketIsNamed() {
        PingScript script = PingScript.of(Map.of(), names);
        ping(script, "ping 1");
        script.received("ping 2".getBytes(StandardCharsets.US_ASCII),
                new InetSocketAddress("127.0.0.1", 40_001));
        assertEquals("source port", field(script.problem("", ENDED)));
    }

    @Test
    void missingPingsAreCounted() {
        PingScript script = PingScript.of(Map.of("lost", "4"), names);
        ping(script, "ping 1");
        assertEquals("only 1 of 20 pings were sent, and the program still runs",
                script.problem("", OptionalInt.empty()).orElseThrow().message());
        assertEquals("only 1 of 20 pings were sent, then the program ended with exit status 1",
                script.problem("", OptionalInt.of(1)).orElseThrow().message());
    }

    @Test
    void reportsAreComparedNumberByNumber() {
        PingScript script = PingScript.of(Map.of("lost", "2", "late", "1"), names);
        pingAll(script);
        String lost = named("lost");
        assertEquals("lost",
                field(script.problem("answered 19 of 20\nno answer: " + lost.split(" ")[0], ENDED)));
        assertEquals("report", field(script.problem("answered 18 of 20\n", ENDED)));
        assertEquals("report", field(script.problem("no answer: " + lost, ENDED)));
        assertEquals("report", field(script.problem("answered 18 of 20\nno answer: two", ENDED)));
        assertEquals("report",
                field(script.problem("answered 18 of 20\nno answer: " + lost + " " + lost, ENDED)));
        assertEquals("answered", field(script.problem("answered 20 of 20\nno answer: " + lost, ENDED)));
        assertEquals("report", field(script.problem("", OptionalInt.empty())));
        assertEquals("exit", field(script.problem(script.report(), OptionalInt.of(3))));
        assertEquals("none",
                field(script.problem("reply from 1\r\n" + script.report().replace("\n", "\r\n"), ENDED)));
        List<Integer> withLate = new ArrayList<>();
        for (String number : (lost + " " + named("late")).split(" ")) {
            withLate.add(Integer.valueOf(number));
        }
        String line = withLate.stream().sorted().map(String::valueOf).reduce("no answer:",
                (a, b) -> a + " " + b);
        assertEquals("late", field(script.problem("answered 17 of 20\n" + line, ENDED)));
    }

    @Test
    void anOptionThatDoesNotFitIsRefused() {
        assertThrows(LabSyntaxException.class, () -> PingScript.of(Map.of("lots", "2"), names));
        assertThrows(LabSyntaxException.class, () -> PingScript.of(Map.of("lost", "21"), names));
        assertThrows(LabSyntaxException.class, () -> PingScript.of(Map.of("lost", "x"), names));
        assertThrows(LabSyntaxException.class, () -> PingScript.of(Map.of("strays", "wild"), names));
    }
}
