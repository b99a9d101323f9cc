package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.testing.Cli;

@Timeout(60)
class MqStatsCommandTest {
    private static final QueueTable TABLE = new QueueTable(List.of(
            new QueueStats("orders", Map.of(Metric.READY, 1234L)),
            new QueueStats("a-queue-with-a-long-name", Map.of(Metric.READY, 5L))), 0);

    @ParameterizedTest
    @CsvSource({"110, 10", "100, 10", "60, 5", "40, 3", "10, 1"})
    void columnsThatDoNotFitAreOmittedWhole(int width, int columns) {
        List<String> lines = TABLE.lines(List.of(), QueueTable.NONE, width);
        for (String line : lines.subList(0, 3)) {
            assertTrue(line.length() <= Math.max(width, 18), "'" + line + "' has " + line.length());
            assertEquals(columns, line.strip().split(" +").length, line);
        }
        assertEquals(columns == 10 ? 3 : 4, lines.size(), lines::toString);
        assertTrue(columns == 10 || lines.getLast().startsWith("not shown: "), lines::toString);
    }

    @Test
    void missingQueueIsNamedAlsoWhenOthersExist() {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0")) {
            String url = "127.0.0.1:" + server.port();
            assertTrue(Cli.run("mq-stats", "--url", url).out().endsWith("\nno queues yet\n"));
            Cli.run("mq-send", "--url", Integer.toString(server.port()), "orders", "hello");
            Cli.Result one = Cli.run("mq-stats", "--url", "MQ://" + url, "nosuch");
            assertTrue(one.out().endsWith("\nno queue nosuch yet\n"), one.toString());
            assertEquals(2, one.out().lines().count(), one.toString());
        }
    }
}
