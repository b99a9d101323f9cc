package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.cli.option.ExitCode;
import netkit.testing.Cli;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The queue's commands on a pseudo-terminal created by {@code script}. */
@Timeout(180)
class MqIT {
    private static LiveProcess onATerminal(String terminal, String size, String command) throws IOException {
        Programs.need("script");
        return Programs.shell("SHELL=/bin/sh TERM=" + terminal + " exec script -qec 'stty " + size
                + "; exec netkit " + command + "' /dev/null");
    }

    @Test
    void blockedSenderReportsFullQueueAndUnknownMessagesOnInterrupt() throws Exception {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0", "--max-length", "2");
                LiveProcess sender = onATerminal("dumb", "cols 80",
                        "mq-send --url " + server.port() + " orders --count 8")) {
            sender.awaitLine(
                    "2 of 8 confirmed; queue full \\(2 ready\\) until a consumer takes some\\s*");
            sender.type("\003");
            sender.awaitLine(".*sent 8 messages to orders: 2 confirmed, 6 unknown\\s*");
            sender.awaitLine(
                    "netkit mq-send: stopped before the server had confirmed; 6 messages may or may\\s*");
            assertEquals(ExitCode.INTERRUPTED, sender.awaitExit(), sender::toString);
        }
    }

    @Test
    void statisticsFitTheTerminalAndTheLastTableRemains() throws Exception {
        try (Cli.Running server = Cli.start("mq-server", "--port", "0");
                LiveProcess stats = onATerminal("xterm", "cols 40 rows 10",
                        "mq-stats --every 100ms --url " + server.port())) {
            Cli.run("mq-send", "--url", Integer.toString(server.port()), "orders", "hello");
            stats.awaitLine("\033\\[Jorders                     1         0\\s*");
            stats.type("\003");
            assertEquals(0, stats.awaitExit(), stats::toString);
            String story = stats.output();
            String left = story.substring(story.lastIndexOf("\033[?1049l"));
            assertTrue(left.contains("orders                     1         0\r\n"), story);
            assertFalse(story.contains("consumers blocked"), story);
        }
    }
}
