package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.testing.Cli;

@Timeout(60)
class MqLogCommandTest {
    @TempDir
    private Path folder;

    private static void send(Cli.Running server, String... words) {
        Cli.run(Stream.concat(Stream.of("mq-send", "--url", "" + server.port(), "orders"), Stream.of(words))
                .toArray(String[]::new));
    }

    private static void receive(Cli.Running server, int count, String... more) {
        Cli.run(Stream.concat(Stream.of("mq-receive", "--url", "" + server.port(), "orders", "--count",
                "" + count, "--idle", "10s"), Stream.of(more)).toArray(String[]::new));
    }

    private List<String> log(String... more) {
        Cli.Result result = Cli.run(
                Stream.concat(Stream.of("mq-log", folder.toString()), Stream.of(more))
                        .toArray(String[]::new));
        assertEquals(0, result.code(), result.toString());
        return result.out().lines().toList();
    }

    @Test
    void printsEachRecordOfARunningServerAndWhatTheyAmountTo() {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--data", folder.toString())) {
            send(server, "hello\u001b[2J\tthere");
            receive(server, 1);
            send(server, "x".repeat(200));
            receive(server, 1, "--ack", "never");

            List<String> lines = log();
            String all = String.join("\n", lines);
            assertTrue(lines.getFirst().matches("[0-9a-f]{8}-000001\\.log"), all);
            assertEquals("   offset  sequence  record          id   bytes  queue and content", lines.get(1));
            assertTrue(lines.get(2).matches(" +0 +1  checkpoint {18}ids below \\d+ reserved"), all);
            assertTrue(lines.get(3).matches(" +\\d+ +2  opened {22}a server started"), all);
            assertTrue(
                    lines.get(4).matches(" +\\d+ +3  put {14}1      15  orders  hello\\\\u001b\\[2J there"),
                    all);
            assertTrue(lines.get(5).matches(" +\\d+ +4  delivered {8}1 {10}orders  delivery 1"), all);
            assertTrue(lines.get(6).matches(" +\\d+ +5  deleted {10}1 {10}orders"), all);
            assertTrue(lines.get(7).matches(" +\\d+ +6  put {14}2     200  orders  x{10,}…"), all);
            assertTrue(all.endsWith("""

                    7 records in 1 segment: 2 put, 2 delivered, 1 deleted
                    after a crash of the server: 1 message, 1 flagged as redelivered
                    after a crash of the machine: 1 message, all flagged as redelivered"""), all);
            assertTrue(lines.stream().allMatch(line -> line.length() <= 80), all);
        }
    }

    @Test
    void jsonHasAnObjectForEachRecordAndTheSummaryAtTheEnd() {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--data", folder.toString())) {
            send(server, "hello");
            server.stop();
        }
        List<JsonObject> lines = log("--json").stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();

        assertTrue(lines.stream().allMatch(line -> line.get("schema").getAsInt() == 1), lines.toString());
        assertEquals(List.of("checkpoint", "opened", "put", "closed", "summary"),
                lines.stream().map(line -> line.get("kind").getAsString()).toList());
        JsonObject put = lines.get(2);
        assertEquals("orders", put.get("queue").getAsString());
        assertEquals(1, put.get("id").getAsLong());
        assertEquals(5, put.get("bytes").getAsInt());
        assertEquals("hello", put.get("preview").getAsString());
        JsonObject summary = lines.getLast();
        assertEquals(1, summary.get("messages").getAsLong());
        assertEquals(0, summary.get("redelivered").getAsLong());
        assertEquals(0, summary.get("missing").getAsLong());
    }

    @Test
    void damageIsShownWhereItIs() throws Exception {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--data", folder.toString())) {
            send(server, "one");
            send(server, "two");
            server.stop();
        }
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.filter(each -> each.toString().endsWith(".log")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        int body = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("one");
        bytes[body] ^= 1;
        Files.write(file, bytes);

        String all = String.join("\n", log());
        assertTrue(all.contains("\n          1 record missing: sequence 3\n"), all);
        assertTrue(all.contains(
                "\n1 record missing: the log is damaged\nafter a crash of the server: 1 message, 0 flagged"),
                all);
    }

    @Test
    void folderWithoutALogIsNamedInOneLine() {
        Cli.Result empty = Cli.run("mq-log", folder.toString());
        assertEquals(1, empty.code());
        assertEquals("netkit mq-log: " + folder + " has no log of a message queue\n", empty.err());

        Cli.Result none = Cli.run("mq-log", folder.resolve("none").toString());
        assertEquals(1, none.code());
        assertEquals("netkit mq-log: " + folder.resolve("none") + " is not a directory\n", none.err());
    }
}
