package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lesson.check.Check;
import netkit.lesson.check.CheckFile;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.Names;

class DatagramRulesTest {
    private static final SocketAddress SENDER = new InetSocketAddress("127.0.0.1", 40_000);
    private static final String PINGS = "peer replies to datagram \"ping \" n with \"pong \" n, n from 1 to 5\n";

    private final Names names = new Names(7, "pings");

    private static List<Check.Line> plan(String steps) {
        return CheckFile
                .parse("c", "exercise sends datagrams\npeers peer other\ncheck pings \"pings\"\n" + steps)
                .checks().getFirst().lines();
    }

    private DatagramRules rules(String steps) {
        DatagramRules rules = new DatagramRules();
        for (Check.Line line : plan(steps)) {
            switch (line.step()) {
                case CheckStep.Let let -> let.run(names);
                case CheckStep.RepliesToDatagrams step -> rules.add(step, names);
                case CheckStep.Treats step -> rules.add(step, names);
                default -> throw new IllegalArgumentException(line.text());
            }
        }
        return rules;
    }

    private static List<String> replies(DatagramRules rules, String datagram) {
        return rules.received(datagram.getBytes(StandardCharsets.US_ASCII), SENDER).stream()
                .map(reply -> reply.peer() + " " + new String(reply.bytes(), StandardCharsets.US_ASCII)
                        + (reply.lost() ? " lost" : "")
                        + (reply.delay().isZero() ? "" : " after " + reply.delay().toMillis()))
                .toList();
    }

    private static String field(Optional<Failure> failure) {
        return failure.map(Failure::field).orElse("none");
    }

    @Test
    void numberedRepliesAreLostDuplicatedAndDelayedByNumber() {
        DatagramRules rules = rules(PINGS + """
                peer loses "1 4"
                peer duplicates "2"
                peer delays "3 2" 500ms
                """);
        assertEquals(List.of("peer pong 1 lost"), replies(rules, "ping 1"));
        assertEquals(List.of("peer pong 2 after 500", "peer pong 2 after 500"), replies(rules, "ping 2"));
        assertEquals(List.of("peer pong 3 after 500"), replies(rules, "ping 3"));
        assertEquals(List.of("peer pong 5"), replies(rules, "ping 5"));
        assertEquals(List.of(), replies(rules, "ping 6"));
    }

    @Test
    void whatOnePeerLosesAnotherMaySend() {
        DatagramRules rules = rules("let lost = \"2 3\"\n" + PINGS + """
                peer loses lost
                other replies to datagram "ping " n with "pong " n after 20ms, n in lost
                peer replies to any datagram with "?"
                """);
        assertEquals(List.of("peer pong 1", "peer ?"), replies(rules, "ping 1"));
        assertEquals(List.of("peer pong 2 lost", "other pong 2 after 20", "peer ?"),
                replies(rules, "ping 2"));
        assertEquals(List.of("peer ?"), replies(rules, "hello"));
    }

    @Test
    void aNumberIsAnsweredOnceItsReplyIsDelivered() {
        DatagramRules rules = rules("let lost = \"3\"\n" + PINGS
                + "other replies to datagram \"ping \" n with \"pong \" n, n in lost\n");
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), rules.unanswered());
        rules.received("ping 4".getBytes(StandardCharsets.US_ASCII), SENDER).forEach(rules::delivered);
        rules.received("ping 3".getBytes(StandardCharsets.US_ASCII), SENDER).stream()
                .filter(reply -> reply.peer().equals("other")).forEach(rules::delivered);
        assertEquals(List.of(1L, 2L, 3L, 5L), rules.unanswered());
    }

    @Test
    void numbersFollowFromTheSeedAndLeaveOthersOut() {
        String steps = "let lost = numbers(5, 1, 12)\nlet late = numbers(7, 1, 12, lost)\n" + PINGS;
        rules(steps);
        List<Long> both = new ArrayList<>(numbers("lost"));
        assertEquals(5, both.size(), both.toString());
        both.addAll(numbers("late"));
        assertEquals(12, both.stream().distinct().count(), both.toString());
        List<Long> lost = numbers("lost");
        Names again = new Names(7, "pings");
        for (Check.Line line : plan(steps)) {
            if (line.step() instanceof CheckStep.Let let) {
                let.run(again);
            }
        }
        assertEquals(lost, numbers(again, "lost"));
    }

    private List<Long> numbers(String name) {
        return numbers(names, name);
    }

    private static List<Long> numbers(Names names, String name) {
        List<Long> numbers = new ArrayList<>();
        for (long number = 1; number <= 12; number++) {
            if (names.namesOf(number).contains(name)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ping 0        | datagram
            ping 6        | datagram
            ping 02       | datagram
            ping 2 ping 3 | datagram
            ping 1        | repeated
            hello         | datagram
            """)
    void firstDatagramThatShouldNotHaveComeIsNamed(String datagram, String field) {
        DatagramRules rules = rules(PINGS);
        replies(rules, "ping 1");
        replies(rules, datagram);
        replies(rules, "bye");
        assertEquals(field, field(rules.failure("")));
    }

    @Test
    void eachNumberOnceFromOneSocketIsRightInAnyOrder() {
        DatagramRules rules = rules(PINGS);
        for (int number : new int[] {3, 1, 5, 2}) {
            replies(rules, "ping " + number);
        }
        Failure few = rules.failure(", then the program ended").orElseThrow();
        assertEquals("only 4 of 5 datagrams came, then the program ended", few.message());
        assertEquals("too few", few.field());
        assertEquals("ping 4", new String(few.expected().bytes(), StandardCharsets.US_ASCII));
        replies(rules, "ping 4");
        assertEquals("none", field(rules.failure("")));
    }

    @Test
    void anotherSocketIsNamed() {
        DatagramRules rules = rules(PINGS);
        replies(rules, "ping 1");
        rules.received("ping 2".getBytes(StandardCharsets.US_ASCII),
                new InetSocketAddress("127.0.0.1", 40_001));
        Failure other = rules.failure("").orElseThrow();
        assertEquals("source port", other.field());
        assertTrue(other.message().startsWith("\"ping 2\" comes from another socket"), other.message());
    }
}
