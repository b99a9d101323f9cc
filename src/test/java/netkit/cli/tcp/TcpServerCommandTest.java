package netkit.cli.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Cli;
import netkit.testing.LineSocket;

@Timeout(60)
@Tag("slow")
class TcpServerCommandTest {
    private static LineSocket member(Cli.Running server) throws Exception {
        LineSocket member = new LineSocket(server.port());
        member.skipping("\\* guest-\\d+ joined lobby").await("\\* your id is .*");
        return member;
    }

    @Test
    void firstLineShowsTheListeningAddressWithFreePortForZero() throws Exception {
        try (Cli.Running one = Cli.start("tcp-server", "--port", "0");
                Cli.Running two = Cli.start("tcp-server", "--port=0", "--host", "localhost")) {
            assertTrue(one.port() > 0);
            assertEquals("listening on tcp 127.0.0.1:" + one.port() + "\n", one.stop().out());
            assertEquals("listening on tcp 127.0.0.1:" + two.port() + "\n", two.stop().out());
        }
    }

    @Test
    void connectionsAreLoggedOnStandardError() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0")) {
            String time = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";
            try (LineSocket ann = member(server)) {
                server.awaitErrorLine(time + "\\+ guest-1 from 127\\.0\\.0\\.1:\\d+, 1 member");
                ann.send("/nick ann\n/quit\n");
                ann.readToEnd();
            }
            server.awaitErrorLine(time + "- ann from 127\\.0\\.0\\.1:\\d+, goodbye, 0 members");
            assertFalse(server.stop().out().contains("ann"));
        }
    }

    @Test
    void ctrlCSendsGoodbyeToAllMembersAndExitsWithZero() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0");
                LineSocket ann = member(server);
                LineSocket bob = member(server)) {
            Cli.Result result = server.stop();

            assertEquals(0, result.code(), result.toString());
            assertEquals(List.of("* the server is going away; goodbye"), ann.readToEnd());
            assertEquals(List.of("* the server is going away; goodbye"), bob.readToEnd());
        }
    }

    @Test
    void portInUseGivesExitCodeThree() {
        try (Cli.Running first = Cli.start("tcp-server", "--port", "0")) {
            Cli.Result second = Cli.run("tcp-server", "--port", "" + first.port());

            assertEquals(3, second.code(), second.toString());
            assertEquals("", second.out());
            assertTrue(second.err().startsWith(
                    "netkit tcp-server: cannot listen on 127.0.0.1:" + first.port() + ": "),
                    second.toString());
            assertEquals(1, second.err().lines().count(), second.toString());
        }
    }

    /** RFC 6761 §6.4: no name under {@code invalid} ever resolves. */
    @Test
    void unknownHostIsReportedInOneLine() {
        Cli.Result result = Cli.run("tcp-server", "--host", "host.invalid");

        assertEquals(1, result.code(), result.toString());
        assertEquals("netkit tcp-server: cannot find the host 'host.invalid'; check its spelling\n",
                result.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "--port        | 65536  | port 65536 is not between 0 and 65535",
        "--port        | -1     | port -1 is not between 0 and 65535",
        "--port        | http   | 'http' is not a whole number",
        "--host        | ``     | the host is missing",
        "--max-line    | 0      | the longest line must be at least 1 byte",
        "--max-line    | -1     | '-1' is not a size",
        "--max-line    | 2m     | a backlog of 1048576 bytes is too small: it takes 2146304 or more",
        "--max-members | 0      | --max-members must be at least 1",
        "--max-members | many   | 'many' is not a whole number",
        "--max-backlog | 1k     | a backlog of 1024 bytes is too small: it takes 57344 or more",
        "--max-backlog | 2g     | '2g' is not a size",
        "--idle        | 5      | '5' is not a duration: write for example 250ms, 2s or 1m"})
    void invalidOptionValueIsNamedAsWrongUsage(String option, String value, String message) {
        Cli.Result result = Cli.run("tcp-server", option, value);

        assertEquals(2, result.code(), result.toString());
        assertEquals("", result.out());
        assertTrue(result.err().contains(message), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }

    @Test
    void limitsAreAppliedToMembers() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0", "--max-line", "10", "--max-members",
                "1",
                "--max-backlog", "64k"); LineSocket ann = member(server)) {
            ann.send("0123456789a\n");
            assertEquals("! the line is longer than 10 bytes; nothing was sent", ann.next());
            try (LineSocket bob = new LineSocket(server.port())) {
                assertEquals(List.of("! the chat is full: the only place is taken; try again later"),
                        bob.readToEnd());
            }
        }
    }

    @Test
    void idleMemberIsDisconnected() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0", "--idle", "100ms");
                LineSocket ann = new LineSocket(server.port())) {
            assertEquals("* nothing heard from you for 0.1s; goodbye", ann.readToEnd().getLast());
        }
    }
}
