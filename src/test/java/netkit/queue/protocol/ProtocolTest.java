package netkit.queue.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;

/** The lines of the grammar in the documentation of netkit.queue. */
class ProtocolTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"PUT orders 5", "PUT orders 0 ttl=1000", "CONSUME a.b-c_D9 65535", "ACK 17", "NACK 17",
                "REJECT 17", "PURGE orders", "STATS", "HELP", "QUIT"})
    void requestIsWrittenAsItWasParsed(String line) throws Exception {
        assertEquals(line, Request.parse(line).line());
    }

    @Test
    void keywordsAreCaseInsensitiveAndNamesAreNot() throws Exception {
        assertEquals(Request.parse("PUT Orders 5 ttl=7"), Request.parse("Put Orders 5 TTL=7"));
        assertEquals(Request.parse("CONSUME q"), Request.parse("consume q"));
        assertEquals(new Request.Purge("Q"), Request.parse("purge Q"));
    }

    @Test
    void helpListsEveryRequestWithItsParameters() {
        List<String> words = List.of("PUT QUEUE SIZE [ttl=MILLISECONDS]", "CONSUME QUEUE [PREFETCH]",
                "ACK ID",
                "NACK ID", "REJECT ID", "PURGE QUEUE", "STATS", "HELP", "QUIT");
        assertEquals(words, Request.HELP.stream().map(line -> line.substring(0, line.indexOf(':'))).toList());
    }

    @Test
    void extraSpacesAndAMissingPrefetchAreAccepted() throws Exception {
        assertEquals(new Request.Consume("orders", 1), Request.parse(" CONSUME  orders "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "HELLO               | false | unknown command: use PUT, CONSUME, ACK, NACK, REJECT, PURGE, STATS, HELP or QUIT",
        "PUT orders          | true  | usage: PUT QUEUE SIZE [ttl=MILLISECONDS], followed by the body on the next line",
        "PUT orders -1       | true  | the size must be a number from 0 to 9223372036854775807",
        "PUT orders 99999999999999999999 | true | the size must be a number from 0 to 9223372036854775807",
        "PUT orders 5 tll=1  | true  | only ttl=MILLISECONDS may follow the size",
        "PUT orders 5 ttl=0  | true  | the ttl must be a number from 1 to 4611686018427387903",
        "PUT a/b 5           | true  | a queue name has 1 to 100 letters, digits, dots, hyphens and underscores",
        "CONSUME             | false | usage: CONSUME QUEUE [PREFETCH]",
        "CONSUME orders 0    | false | the prefetch must be a number from 1 to 65535",
        "CONSUME orders 65536| false | the prefetch must be a number from 1 to 65535",
        "ACK                 | false | usage: ACK ID",
        "ACK seventeen       | false | the id must be a number from 1 to 9223372036854775807",
        "PURGE a b           | false | usage: PURGE QUEUE"})
    void malformedLineIsReportedAndFatalOnlyIfABodyFollows(String line, boolean fatal,
            String message) {
        Request.Malformed wrong = assertThrows(Request.Malformed.class, () -> Request.parse(line));

        assertEquals(message, wrong.getMessage());
        assertEquals(fatal, wrong.isFatal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+OK", "+OK 17", "-ERR the disk is nearly full", "MSG orders 17 1 first 5",
        "MSG orders.dead 17 2 redelivered 0 dead=delivery_limit from=orders",
        "STAT orders ready=3 unacked=0 consumers=1"})
    void replyIsWrittenAsItWasParsed(String line) {
        assertEquals(line, Reply.parse(line).line());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 400 Bad Request", "MSG orders 17", "MSG orders 17 x first 5", "STAT",
                "MSG orders 17 1 first -5", "MSG orders 17 1 last 5", "MSG orders 17 1 first 99999999999",
                "STAT orders ready=x", "STAT  ready=1"})
    void lineOutsideTheGrammarIsNoReply(String line) {
        assertThrows(IllegalArgumentException.class, () -> Reply.parse(line));
    }

    @Test
    void unknownMetricsAreIgnored() {
        Map<Metric, Long> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.READY, 3L);
        assertEquals(new QueueStats("orders", metrics),
                QueueStats.parse("STAT orders ready=3 temperature=20"));
    }
}
