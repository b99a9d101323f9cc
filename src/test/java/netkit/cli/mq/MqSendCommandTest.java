package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.cli.terminal.ProgressStyle;
import netkit.queue.MessageQueue;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.client.QueueConnector;
import netkit.cli.option.ExitCode;
import netkit.testing.Cli;

@Timeout(60)
@Tag("slow")
class MqSendCommandTest {
    private static String url(Cli.Running server) {
        return "mq://127.0.0.1:" + server.port();
    }

    private static void await(BooleanSupplier condition, Object story) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(50).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, story::toString);
            Thread.sleep(10);
        }
    }

    private static void awaitBlocked(Cli.Running server, String queue) throws Exception {
        try (MessageQueue messages = QueueConnector.connect(URI.create(url(server)))) {
            List<QueueStats> stats = messages.stats(List.of(queue));
            while (stats.isEmpty() || stats.getFirst().get(Metric.BLOCKED).orElse(0) == 0) {
                Thread.sleep(10);
                stats = messages.stats(List.of(queue));
            }
        }
    }

    @Test
    void unconfirmedMessagesAreUnknownAfterAnInterrupt() throws Exception {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--max-length", "2");
                Cli.Running json = Cli.start("mq-send", "--url", url(server), "a", "--count", "8", "--json");
                Cli.Running text = Cli.start("mq-send", "--url", url(server), "b", "--count", "8")) {
            awaitBlocked(server, "a");
            Cli.Result result = json.stop();
            JsonObject counts = JsonParser.parseString(result.out()).getAsJsonObject();
            assertEquals(List.of(8, 2, 0, 6), List.of("sent", "confirmed", "refused", "unknown").stream()
                    .map(count -> counts.get(count).getAsInt()).toList(), result.toString());

            awaitBlocked(server, "b");
            Cli.Result textResult = text.stop();
            assertEquals(ExitCode.INTERRUPTED, textResult.code(), textResult.toString());
            assertTrue(textResult.out().startsWith("sent 8 messages to b: 2 confirmed, 6 unknown\n"),
                    textResult.toString());
            assertEquals("netkit mq-send: stopped before the server had confirmed;"
                    + " 6 messages may or may not be stored\n", textResult.err());
        }
    }

    @Test
    void unconfirmedMessagesAreUnknownAfterAConnectionLoss() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Cli.Running sender = Cli.start("mq-send", "--url",
                        "mq://127.0.0.1:" + listener.getLocalPort(),
                        "q", "--count", "3");
                Socket socket = listener.accept()) {
            StringBuilder received = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (!received.toString().endsWith("message 3")) {
                received.append((char) in.read());
            }
            socket.getOutputStream().write("+OK 1\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            Cli.Result result = sender.await();
            assertEquals(1, result.code(), result.toString());
            assertTrue(result.out().startsWith("sent 3 messages to q: 1 confirmed, 2 unknown\n"),
                    result.toString());
            assertTrue(result.err().matches("netkit mq-send: lost the connection to 127\\.0\\.0\\.1:\\d+: "
                    + "the server closed it; 2 messages may or may not be stored\n"), result.toString());
        }
    }

    @Test
    void messagesTheServerRejectsAreCountedAsRefused() {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--max-message", "9")) {
            Cli.Result result = Cli.run("mq-send", "--url", url(server), "q", "--count", "12");
            assertEquals(1, result.code(), result.toString());
            assertTrue(result.out().startsWith("sent 12 messages to q: 9 confirmed, 3 refused\n"),
                    result.toString());
            assertTrue(result.err().startsWith("netkit mq-send: refused: the message is larger than 9 bytes"),
                    result.toString());
        }
    }

    @Test
    void blockedSenderShowsConfirmsAndFullQueueOnATerminal() throws Exception {
        StringWriter output = new StringWriter();
        ConfirmStats stats = new ConfirmStats();
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--max-length", "2")) {
            SendProgress.Dialer dialer = () -> QueueConnector.connect(URI.create(url(server)));
            try (MessageQueue messages = dialer.connect();
                    SendProgress _ = new SendProgress(output::append, ProgressStyle.ONE_LINE, stats,
                            8,
                            new SendProgress.Target("q", dialer))) {
                for (int i = 0; i < 8; i++) {
                    messages.publish("q", new byte[1], Duration.ZERO, stats.sent(1));
                }
                await(() -> output.toString().endsWith(
                        "\r\033[K2 of 8 confirmed; queue full (2 ready) until a consumer takes some"),
                        output);
            }
        }
        assertTrue(output.toString().endsWith("\r\033[K"), "the line is erased at the end: " + output);
    }

    @Test
    void terminalWithoutCursorControlGetsOneLineForAStall() throws Exception {
        StringWriter output = new StringWriter();
        ConfirmStats stats = new ConfirmStats();
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--max-length", "2")) {
            SendProgress.Dialer dialer = () -> QueueConnector.connect(URI.create(url(server)));
            try (MessageQueue messages = dialer.connect();
                    SendProgress _ = new SendProgress(output::append, ProgressStyle.LINES, stats,
                            null,
                            new SendProgress.Target("q", dialer))) {
                for (int i = 0; i < 8; i++) {
                    messages.publish("q", new byte[1], Duration.ZERO, stats.sent(1));
                }
                await(() -> output.toString().endsWith("\n"), output);
            }
        }
        assertEquals("2 of 8 confirmed; queue full (2 ready) until a consumer takes some\n",
                output.toString());
    }

    @Test
    void subMillisecondTimeToLiveIsRoundedUp() {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0")) {
            Cli.run("mq-send", "--url", url(server), "q", "soon", "--ttl", "1ns");
            Cli.Result dead = Cli.run("mq-receive", "--url", url(server), "q.dead", "--count", "1", "--idle",
                    "10s");
            assertEquals("1  soon  (dead letter from q: expired)\n", dead.out(), dead.toString());
        }
    }
}
