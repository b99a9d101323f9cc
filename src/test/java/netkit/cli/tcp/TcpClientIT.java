package netkit.cli.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import netkit.testing.Cli;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The client on a terminal and in a pipe, with {@code nc} as another member of the chat. */
class TcpClientIT {
    private static LiveProcess nc(int port) throws IOException {
        Programs.need("nc");
        return Programs.shell("exec nc 127.0.0.1 " + port);
    }

    /** Starts the client on a pseudo-terminal of {@code script}. */
    private static LiveProcess onATerminal(String arguments) throws IOException {
        Programs.need("script");
        return Programs
                .shell("TERM=xterm exec script -qec 'exec netkit tcp-client " + arguments + "' /dev/null");
    }

    @Test
    void clientWorksAsFilterInPipe() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0");
                LiveProcess bob = nc(server.port())) {
            bob.type("/nick bob\n");
            bob.awaitLine("\\* you are bob now");
            LiveProcess client = Programs.shell(
                    "printf '/nick ann\\nhello\\n/who\\n/quit\\n' | netkit tcp-client " + server.port());
            assertEquals("[lobby] ann: hello", bob.awaitLine(".*hello"));
            assertEquals(0, client.awaitExit(), client.toString());
            assertTrue(
                    client.output()
                            .matches("(?s)\\* you are guest-\\d .*\\* in lobby: bob, .*\\* goodbye\n"),
                    client.toString());
        }
    }

    @Test
    void endOfPipedInputHalfClosesAndRepliesStillArrive() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0")) {
            LiveProcess client = Programs.shell("printf '/help\\n/who' | netkit tcp-client " + server.port());
            assertEquals(0, client.awaitExit(), client.toString());
            client.awaitLine("\\* in lobby: guest-1 .*");
        }
    }

    @Test
    void hexShowsEachChunkOfBothDirections() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0")) {
            LiveProcess client = Programs
                    .shell("printf 'x\\n/quit\\n' | netkit tcp-client --hex " + server.port());
            assertEquals(0, client.awaitExit(), client.toString());
            client.awaitLine("> write\\(\\) of 8 bytes");
            client.awaitLine("0000  78 0a 2f 71 75 69 74 0a .*\\|x\\./quit\\.\\|");
            client.awaitLine("< chunk 1: read\\(\\) returned \\d+ bytes");
            client.awaitLine("0000  2a 20 79 6f 75 20 61 72  65 20 .*\\|\\* you are .*");
        }
    }

    @Test
    void lineBeingTypedOnTerminalSurvivesIncomingLines() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0");
                LiveProcess bob = nc(server.port())) {
            LiveProcess ann = onATerminal(Integer.toString(server.port()));
            bob.awaitLine("\\* you are guest-1 in lobby.*");
            ann.awaitLine(".*you are guest-\\d in lobby.*");
            ann.type("don't \"worry");
            bob.type("/nick bob\nare you there?\n");
            ann.awaitLine(".*\\[lobby] bob: are you there\\?.*");
            ann.type(", be\\happy!\r");
            assertTrue(bob.awaitLine(".*worry.*").endsWith(": don't \"worry, be\\happy!"), bob.toString());
            ann.type("\004"); // Ctrl-D
            assertEquals(0, ann.awaitExit(), ann.toString());
            server.awaitErrorLine(".* - guest-\\d from .*, it closed, 1 member");
        }
    }

    @Test
    void tabCompletesCommandsRoomsAndNamesOnTerminal() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0");
                LiveProcess bob = nc(server.port())) {
            bob.type("/nick bob\n/join quantum\n");
            bob.awaitLine("\\* you are in quantum; .*");
            LiveProcess ann = onATerminal(Integer.toString(server.port()));
            ann.awaitLine(".*you are guest-\\d in lobby.*");
            ann.type("/jo\tqu\t\r");
            ann.awaitLine(".*you are in quantum; your text goes there now.*");
            ann.type("/ms\tbo\tpsst\r");
            assertTrue(bob.awaitLine("\\[direct] .*").endsWith(": psst"));
            assertFalse(ann.output().contains("(your own)"),
                    "the client's own queries are not shown\n" + ann);
            ann.type("/quit\r");
            assertEquals(0, ann.awaitExit(), ann.toString());
        }
    }

    @Test
    void hostAndPortAreAcceptedAsTwoWordsToo() throws Exception {
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0");
                LiveProcess client = Programs.shell("exec netkit tcp-client 127.0.0.1 " + server.port()
                        + " </dev/null")) {
            assertEquals(0, client.awaitExit(), client.toString());
        }
        for (List<String> wrong : List.of(List.of("localhost"), List.of("http://localhost/"),
                List.of("a", "b"),
                List.of("127.0.0.1", "9000", "9001"))) {
            Cli.Result result = Cli
                    .run(Stream.concat(Stream.of("tcp-client"), wrong.stream()).toArray(String[]::new));
            assertEquals(2, result.code(), result.toString());
            assertEquals(1, result.err().lines().count(), result.toString());
        }
    }

    @Test
    void refusedConnectionIsReportedAsFailure() {
        int free;
        try (Cli.Running server = Cli.start("tcp-server", "--port", "0")) {
            free = server.port();
        }
        Cli.Result result = Cli.run("tcp-client", Integer.toString(free));
        assertEquals(1, result.code(), result.toString());
        assertEquals("netkit tcp-client: cannot connect to 127.0.0.1:" + free
                + ": Connection refused; is a server running there?\n", result.err());
    }
}
