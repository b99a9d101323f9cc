package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.Cli;
import netkit.testing.LineSocket;

@Timeout(60)
class MqServerCommandTest {
    private static String url(Cli.Running server) {
        return "mq://127.0.0.1:" + server.port();
    }

    @Test
    void subMillisecondTimeToLiveIsRoundedUp() {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--ttl", "1ns")) {
            Cli.run("mq-send", "--url", url(server), "q", "soon");
            Cli.Result dead = Cli.run("mq-receive", "--url", url(server), "q.dead", "--count", "1", "--idle",
                    "10s");
            assertEquals("1  soon  (dead letter from q: expired)\n", dead.out(), dead.toString());
        }
    }

    @Test
    void subMillisecondAckTimeoutIsRoundedUp() {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--ack-timeout", "500us")) {
            Cli.run("mq-send", "--url", url(server), "q", "hello");
            Cli.Result twice = Cli.run("mq-receive", "--url", url(server), "q", "--ack", "never",
                    "--prefetch", "2", "--count", "2", "--idle", "10s");
            assertEquals("1  hello\n1  hello  (redelivered, delivery 2)\n", twice.out(), twice.toString());
        }
    }

    @Test
    void emptyDataDirectoryIsWrongUsage() {
        Cli.Result result = Cli.run("mq-server", "--port", "0", "--data", "");
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().contains("--data is empty: name a directory"), result.toString());
        assertFalse(Files.exists(Path.of("lock")));
    }

    @Test
    void dataDirectoryInUseFailsLikeABusyPort(@TempDir Path folder) {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--data", folder.toString())) {
            server.port();
            Cli.Result second = Cli.run("mq-server", "--port", "0", "--data", folder.toString());
            assertEquals(3, second.code(), second.toString());
            assertTrue(second.err().endsWith("is in use: another server has this data directory\n"),
                    second.toString());
        }
    }

    @Test
    void directoryThatCannotBeCreatedIsNamedWithTheReason() {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        Cli.Result result = Cli.run("mq-server", "--port", "0", "--data", "/proc/netkit");
        assertTrue(result.err().matches("netkit mq-server: (cannot store messages in /proc/netkit: the system"
                + " denies access to|permission denied:) /proc/netkit\n"), result.toString());
    }

    @Test
    void resetByAConsumerIsLoggedAsADisconnectOnly() throws Exception {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0");
                LineSocket consumer = new LineSocket(server.port())) {
            consumer.send("CONSUME q\n");
            assertEquals("+OK\r", consumer.next());
            consumer.reset();
            server.awaitErrorLine(".* - 127\\.0\\.0\\.1:\\d+ disconnected");
            Cli.Result stopped = server.stop();
            assertEquals(2, stopped.err().lines().count(), stopped.toString());
        }
    }

    @Test
    void helpDescribesTheWholeProtocol() {
        String help = Cli.run("mq-server", "--help").out();
        for (String request : new String[] {"PUT QUEUE SIZE [ttl=MILLISECONDS]", "CONSUME QUEUE [PREFETCH]",
            "ACK ID", "NACK ID", "REJECT ID", "PURGE QUEUE", "STATS", "QUIT", "+OK", "-ERR",
            "MSG QUEUE ID"}) {
            assertTrue(help.contains(request), request + "\n" + help);
        }
    }
}
