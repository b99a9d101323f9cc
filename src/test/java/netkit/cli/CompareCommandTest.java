package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.testing.Cli;

@Timeout(60)
class CompareCommandTest {
    private static final String[] FAST = {"compare", "--messages", "100", "--rate", "5000/s"};

    private static Cli.Result run(String... more) {
        String[] args = new String[FAST.length + more.length];
        System.arraycopy(FAST, 0, args, 0, FAST.length);
        System.arraycopy(more, 0, args, FAST.length, more.length);
        return Cli.run(args);
    }

    @Test
    void theUsualTableFitsAHundredColumnsAndExplainsItself() {
        Cli.Result result = run("--seed", "11");
        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err(), "no progress where there is no terminal");
        assertTrue(result.out().contains("seed 11"), result.toString());
        assertFalse(result.out().contains("\033"), "no colour where there is no terminal");
        for (String line : result.out().lines().toList()) {
            assertTrue(line.length() <= CompareTable.WIDTH, line.length() + " columns: " + line);
        }
        for (String scenario : List.of("clean", "loss", "reorder", "duplicate", "cut")) {
            assertTrue(result.out().contains("\n" + scenario + ": "), scenario + " in\n" + result);
        }
        assertTrue(result.out().contains("\n tcp, websocket: not above the socket [1]\n"), result.toString());
        assertTrue(result.out().contains("\n[1] "), result.toString());
    }

    @Test
    void theSameSeedLosesTheSameMessages() {
        assertEquals(lostNumbers("31"), lostNumbers("31"));
    }

    private static String lostNumbers(String seed) {
        Cli.Result result = run("--seed", seed, "--json", "--scenarios", "loss", "--transports", "udp");
        JsonObject json = JsonParser.parseString(result.out()).getAsJsonObject();
        JsonObject cell = json.getAsJsonArray("cells").get(0).getAsJsonObject();
        assertEquals(cell.get("lost").getAsInt(), cell.getAsJsonArray("lostNumbers").size());
        return cell.get("lostNumbers").toString();
    }

    @Test
    void jsonHoldsTheParametersEveryCellAndWhyOneIsMissing() {
        Cli.Result result = run("--seed", "-5", "--json", "--scenarios", "duplicate,reset", "--transports",
                "tcp,udp");
        assertEquals(0, result.code(), result.toString());
        JsonObject json = JsonParser.parseString(result.out()).getAsJsonObject();
        assertEquals(-5, json.get("seed").getAsLong());
        assertEquals(100, json.get("messages").getAsInt());
        assertTrue(json.get("complete").getAsBoolean());
        List<JsonObject> cells = json.getAsJsonArray("cells").asList().stream().map(e -> e.getAsJsonObject())
                .toList();
        assertEquals(List.of("duplicate tcp", "duplicate udp", "reset tcp", "reset udp"), cells.stream()
                .map(cell -> cell.get("scenario").getAsString() + " " + cell.get("transport").getAsString())
                .toList());
        assertTrue(cells.getFirst().get("missing").getAsString().contains("socket"));
        JsonObject udp = cells.get(1);
        assertEquals(udp.get("duplicated").getAsInt(), udp.getAsJsonArray("duplicatedNumbers").size());
        assertEquals(100, udp.getAsJsonObject("relay").get("received").getAsInt(), udp.toString());
        assertEquals("at least once, in order, boundaries kept", udp.get("verdict").getAsString());
        JsonObject tcp = cells.get(2);
        assertEquals(1, tcp.getAsJsonObject("relay").get("resets").getAsInt(), tcp.toString());
        assertFalse(tcp.get("failure").isJsonNull(), tcp.toString());
    }

    @Test
    void websocketKeepsBoundariesOnAStreamAndPaysForItInBytes() {
        Cli.Result result = run("--scenarios", "clean", "--transports", "tcp,WebSocket,websocket+deflate",
                "--json");
        assertEquals(0, result.code(), result.toString());
        List<JsonObject> cells = JsonParser.parseString(result.out()).getAsJsonObject()
                .getAsJsonArray("cells")
                .asList().stream().map(cell -> cell.getAsJsonObject()).toList();
        List<Double> each = cells.stream().map(cell -> cell.get("bytesPerMessage").getAsDouble()).toList();
        assertEquals(100, each.getFirst(), "a stream of messages and nothing else\n" + result);
        // 2 bytes of head and 4 of masking key a message; the handshake is shared by a hundred
        assertTrue(each.get(1) > 106 && each.get(1) < 109, result.toString());
        assertTrue(each.get(2) < 50, "these messages can be compressed\n" + result);
        for (JsonObject cell : cells.subList(1, 3)) {
            assertEquals("exactly once, in order, boundaries kept", cell.get("verdict").getAsString(),
                    result.toString());
        }
    }

    @Test
    void aQueueSaysWhereItKeepsMessagesAndWhatWasPassedOver() {
        String[] crash = {"--scenarios", "crash", "--transports", "queue", "--dedup", "--seed", "3"};
        Cli.Result table = run(crash);
        assertEquals(0, table.code(), table.toString());
        assertTrue(table.out().contains("exactly once in effect"), table.toString());
        assertTrue(table.out().contains("netkit's own server, durable"), table.toString());
        table.out().lines().forEach(line -> assertTrue(line.length() <= CompareTable.WIDTH, line));
        String[] withJson = Arrays.copyOf(crash, crash.length + 1);
        withJson[crash.length] = "--json";
        JsonObject json = JsonParser.parseString(run(withJson).out()).getAsJsonObject();
        assertTrue(json.get("dedup").getAsBoolean(), json.toString());
        JsonObject cell = json.getAsJsonArray("cells").get(0).getAsJsonObject();
        assertEquals(6, cell.get("passedOver").getAsInt(), "a tenth of the 60 before the crash: " + cell);
        assertEquals(6, cell.get("duplicated").getAsInt(), cell.toString());
    }

    @Test
    void aRandomSeedIsPrinted() {
        Cli.Result result = run("--scenarios", "clean", "--transports", "udp");
        assertTrue(result.out().lines().findFirst().orElseThrow().matches(".*; seed \\d+"),
                result.toString());
    }

    @Test
    void whatIsNamedTwiceIsTriedOnce() {
        Cli.Result result = run("--scenarios", "slice,SLICE", "--transports", "udp,udp", "--json");
        assertEquals(1,
                JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonArray("cells").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "--transports | tcp,sctp | 'sctp' is not a transport: there are tcp, udp, websocket, websocket+deflate",
        "--scenarios | rain | 'rain' is not a scenario: there are clean, loss, reorder, duplicate, cut, delay, slice, reset",
        "--scenarios | , | name at least one",
        "--messages | 0 | the number of messages must be 1 to 1000000, not 0",
        "--messages | many | 'many'",
        "--size | 11 | must be 12 (its header)",
        "--size | 65508 | udp carries messages of at most 65507 bytes, not 65508",
        "--rate | 0.001/s | the rate must be at least 0.01",
        "--rate | fast | 'fast' is not a rate",
        "--transports | rabbitmq | say which with --rabbitmq URL",
        "--rabbitmq | mq://127.0.0.1:5670 | is not the URL of RabbitMQ: write amqp://",
        "--seed | x | 'x'"})
    void wrongUseIsOneClearLineAndCodeTwo(String option, String value, String message) {
        Cli.Result result = Cli.run("compare", option, value);
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().lines().findFirst().orElse("").contains(message), result.toString());
        assertEquals("", result.out(), result.toString());
    }

    @Test
    void helpListsTheScenariosAndFits() {
        Cli.Result result = Cli.run("compare", "--help");
        assertEquals(0, result.code());
        assertTrue(result.out().contains("  loss       10% of the datagrams are dropped"), result.toString());
        result.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void stoppingItShowsWhatItHas() {
        try (Cli.Running running = Cli.start("compare", "--messages", "1000000", "--rate", "10/s")) {
            running.awaitErrorLine("this will take about .*");
            Cli.Result result = running.stop();
            assertEquals(0, result.code(), result.toString());
            assertTrue(result.out().contains("stopped: 0 of 15 were tried"), result.toString());
        }
    }
}
