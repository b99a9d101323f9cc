package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.testing.Cli;

@Timeout(60)
@Tag("slow")
class MqCommandsTest {
    private static Cli.Running server(String... more) {
        return start("mq-server", List.of("--port", "0"), more);
    }

    private static Cli.Running start(String command, List<String> first, String... more) {
        String[] arguments = new String[1 + first.size() + more.length];
        arguments[0] = command;
        for (int i = 0; i < first.size(); i++) {
            arguments[1 + i] = first.get(i);
        }
        System.arraycopy(more, 0, arguments, 1 + first.size(), more.length);
        return Cli.start(arguments);
    }

    private static Cli.Result run(String command, Cli.Running server, String... more) {
        try (Cli.Running running = start(command, List.of("--url", "mq://127.0.0.1:" + server.port()),
                more)) {
            return running.await();
        }
    }

    /** @param count 0 to expect no message for a short time */
    private static List<String> received(Cli.Running server, String queue, int count, String... more) {
        List<String> arguments = new ArrayList<>(List.of(queue));
        arguments.addAll(count == 0 ? List.of("--idle", "300ms")
                : List.of("--idle", "15s", "--count", Integer.toString(count)));
        arguments.addAll(List.of(more));
        Cli.Result result = run("mq-receive", server, arguments.toArray(String[]::new));
        assertEquals(0, result.code(), result.toString());
        return result.out().lines().toList();
    }

    @Test
    void serverAnnouncesWhetherMessagesSurviveARestart(@TempDir Path folder) {
        try (Cli.Running memory = server(); Cli.Running durable = server("--data", folder.toString())) {
            memory.awaitLine("in memory: messages are lost when this server stops; --data DIR keeps them");
            durable.awaitLine("durable \\Q" + folder + "\\E: 0 messages recovered");
            assertEquals(0, memory.stop().code());
        }
    }

    @Test
    void sentMessagesAreConfirmedAndReceivedOnce() {
        try (Cli.Running server = server()) {
            assertEquals("sent 1 message to orders: confirmed\n",
                    run("mq-send", server, "orders", "two", "words\u001b[2J").out());
            Cli.Result many = run("mq-send", server, "orders", "--count", "3", "--size", "20", "--rate",
                    "1000/s");
            assertTrue(many.out().startsWith("sent 3 messages to orders: 3 confirmed\n"), many.toString());

            assertEquals(
                    List.of("1  two words\\u001b[2J", "2  message 1 ..........", "3  message 2 ..........",
                            "4  message 3 .........."),
                    received(server, "orders", 4));
            assertEquals(List.of(), received(server, "orders", 0));
        }
    }

    @Test
    void messagesSurviveARestartWithADataDirectory(@TempDir Path folder) {
        try (Cli.Running server = server("--data", folder.toString())) {
            run("mq-send", server, "orders", "kept");
            Cli.Result stopped = server.stop();
            assertEquals(0, stopped.code(), stopped.toString());
        }
        try (Cli.Running server = server("--data", folder.toString())) {
            server.awaitLine("durable .*: 1 message recovered");
            assertEquals(List.of("1  kept"), received(server, "orders", 1));
        }
    }

    @Test
    void crashBeforeAcknowledgingRedeliversAndCrashAfterItLosesTheMessage() {
        try (Cli.Running server = server()) {
            run("mq-send", server, "orders", "--count", "2");

            Cli.Result crash = run("mq-receive", server, "orders", "--crash-after", "1");
            assertEquals(1, crash.code(), crash.toString());
            assertEquals("1  message 1\n", crash.out());
            assertEquals(
                    "netkit mq-receive: crashed on purpose while processing message 1, which is not acknowledged\n",
                    crash.err());
            server.awaitErrorLine(".* - 127\\.0\\.0\\.1:\\d+ disconnected; 1 message requeued");

            Cli.Result careless = run("mq-receive", server, "orders", "--crash-after", "1", "--ack",
                    "before");
            assertEquals("1  message 1  (redelivered, delivery 2)\n", careless.out());
            assertTrue(careless.err().contains("which is already acknowledged"), careless.toString());

            assertEquals("2  message 2",
                    received(server, "orders", 1).getFirst().substring(0, "2  message 2".length()));
        }
    }

    @Test
    void neverAcknowledgedMessageIsDeadLettered() {
        try (Cli.Running server = server("--max-deliveries", "2")) {
            run("mq-send", server, "orders", "poison");
            received(server, "orders", 1, "--ack", "never");
            assertEquals(List.of("1  poison  (redelivered, delivery 2)"),
                    received(server, "orders", 1, "--ack", "never"));

            assertEquals(List.of("1  poison  (dead letter from orders: delivery_limit)"),
                    received(server, "orders.dead", 1));
            assertEquals(List.of(), received(server, "orders", 0));
        }
    }

    @Test
    void messagesAndStatisticsArePrintedAsJson() {
        try (Cli.Running server = server()) {
            run("mq-send", server, "orders", "hello");
            run("mq-send", server, "orders", "again", "--ttl", "1h");
            JsonObject line = JsonParser
                    .parseString(received(server, "orders", 1, "--json").getFirst())
                    .getAsJsonObject();
            assertEquals("hello", line.get("text").getAsString());
            assertFalse(line.get("redelivered").getAsBoolean());

            String stats = run("mq-stats", server).out();
            assertTrue(
                    stats.startsWith(
                            "queue                  ready   unacked consumers   blocked    in/s   out/s acked/s redelivered  dead"),
                    stats);
            assertTrue(stats.lines().allMatch(text -> text.length() <= 100), stats);
            JsonObject queue = JsonParser.parseString(run("mq-stats", server, "--json").out())
                    .getAsJsonObject()
                    .getAsJsonArray("queues").get(0).getAsJsonObject();
            assertEquals(1, queue.get("ready").getAsInt());
            assertEquals(2, queue.get("published").getAsInt());
            assertEquals(1, queue.get("acked").getAsInt());
        }
    }

    @Test
    void repeatedStatisticsShowRates() {
        try (Cli.Running server = server()) {
            run("mq-send", server, "orders", "hello");
            try (Cli.Running stats = start("mq-stats", List.of("--url", "mq://127.0.0.1:" + server.port()),
                    "--every",
                    "50ms")) {
                stats.awaitLine("orders +1 +0 +0 +0 +- +- +- +0 +0");
                stats.awaitLine("orders +1 +0 +0 +0 +0 +0 +0 +0 +0");
                assertEquals(0, stats.stop().code());
            }
        }
    }

    @Test
    void slowConsumerDoesNotBlockTheProducerAndStopsOnInterrupt() {
        try (Cli.Running server = server();
                Cli.Running slow = start("mq-receive", List.of("--url", "mq://127.0.0.1:" + server.port()),
                        "orders",
                        "--slow", "1m")) {
            server.awaitErrorLine(".* \\+ 127\\.0\\.0\\.1:\\d+ consumes orders, prefetch 1");
            assertEquals(0, run("mq-send", server, "orders", "--count", "100").code());
            slow.awaitLine("1  message 1");
            assertEquals(0, slow.stop().code());
            server.awaitErrorLine(".* - 127\\.0\\.0\\.1:\\d+ disconnected; 1 message requeued");
        }
    }

    @Test
    void refusedConnectionSaysHowToStartAServer() {
        Cli.Result result = Cli.run("mq-send", "--url", "mq://127.0.0.1:1", "orders", "hello");

        assertEquals(1, result.code(), result.toString());
        assertTrue(result.err().endsWith("is a message queue running there? 'netkit mq-server' starts one\n"),
                result.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "mq-server --max-message 0          | the maximum message size must be from 1 byte to 64m",
        "mq-server --max-length -1          | the maximum queue length must not be negative",
        "mq-server --port 65536             | port 65536 is not between 0 and 65535",
        "mq-send a/b hello                  | 'a/b' is not a queue name: a queue name has 1 to 100 letters",
        "mq-send orders hello --size 5      | --size and --rate require --count",
        "mq-send orders --count 0           | --count must be at least 1",
        "mq-send orders hi --url http://x/  | is not a message queue URL: write mq://HOST:PORT or amqp://HOST:PORT",
        "mq-send orders hi --url mq://      | 'mq://' is not a message queue URL",
        "mq-send orders hi --url nowhere    | 'nowhere' is not a port",
        "mq-send orders hi --url mq://u:secret@127.0.0.1:1 | 'mq://u@127.0.0.1:1' has parts that mq:// URLs do not",
        "mq-send orders hi --url mq://127.0.0.1:1?x=1 | has parts that mq:// URLs do not support",
        "mq-send orders hi --url amqp://me:s3cr@t@127.0.0.1:1 | 'amqp://me@127.0.0.1:1' is not a message queue URL",
        "mq-send orders hi --url amqp://u:se^cret@h:1 | 'amqp://u@h:1' is not a message queue URL",
        "mq-stats a/b                       | 'a/b' is not a queue name",
        "mq-server --data pom.xml               | --data must be a directory, but",
        "mq-server --data pom.xml/below         | is a file",
        "mq-receive orders --idle 0s        | --idle must be greater than 0",
        "mq-receive orders --prefetch 0     | --prefetch must be from 1 to 65535",
        "mq-receive orders --ack maybe      | 'maybe' is not one of before, after, never",
        "mq-stats --every 0s                | --every must be greater than 0"})
    void invalidValueIsWrongUsageAndIsNamed(String line, String message) {
        Cli.Result result = Cli.run(line.split(" "));

        assertEquals(2, result.code(), result.toString());
        assertEquals("", result.out());
        assertTrue(result.err().contains(message), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }
}
