package netkit.cli.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Cli;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;
import netkit.testing.Tshark;

/** {@code --pcap} of servers and clients: what the programs said is in the file. */
@Tag("peers")
class PcapIT {
    private static final Pattern PORT = Pattern.compile(".*:(\\d+)$");

    @TempDir
    private Path folder;

    private LiveProcess start(String options) throws Exception {
        return Programs
                .shell("exec " + Programs.netkit() + " " + options + " --pcap " + folder.resolve("s.pcapng"));
    }

    private static String portOf(LiveProcess server) {
        Matcher line = PORT.matcher(server.awaitLine("listening on .*"));
        assertTrue(line.matches());
        return line.group(1);
    }

    /** Runs a client to its end. */
    private void client(String input, String options) throws Exception {
        try (LiveProcess client = Programs
                .shell("printf '" + input + "' | " + Programs.netkit() + " " + options
                        + " --pcap " + folder.resolve("c.pcapng") + "; echo code $?")) {
            client.awaitLine("code 0");
        }
    }

    private String messages(String file) {
        Cli.Result result = Cli.run("dissect", folder.resolve(file).toString(), "--messages");
        assertEquals(0, result.code(), result.toString());
        return result.out();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', value = {
        "tcp-server --port 0 § tcp-client PORT § hello\\n § hello",
        "ws-server --port 0 § ws-client PORT/echo § hello\\n § text: hello",
        "udp-listen 0 § udp-send PORT § hello\\n § hello"})
    void bothEndsKeepWhatWasSaid(String server, String client, String input, String said) throws Exception {
        try (LiveProcess serving = start(server + " --pcap-from sockets")) {
            client(input, client.replace("PORT", portOf(serving)) + " --pcap-from sockets");
            serving.signal("TERM");
            serving.awaitLine("\\d+ packets? in .*");
        }
        for (String file : List.of("s.pcapng", "c.pcapng")) {
            assertTrue(messages(file).contains(said), () -> messages(file));
            assertEquals(List.of(), Tshark.fields(folder.resolve(file),
                    List.of("-Y", "_ws.malformed or tcp.analysis.flags or not frame.comment"),
                    "frame.number"));
        }
    }

    @Test
    void theFileOfAKilledServerCanBeRead() throws Exception {
        try (LiveProcess server = start("tcp-server --port 0 --pcap-from sockets")) {
            client("hello\\n", "tcp-client " + portOf(server) + " --pcap-from sockets");
            server.signal("KILL");
        }
        assertTrue(messages("s.pcapng").contains("hello"));
    }

    @Test
    void realPacketsAreCapturedWhereThatIsPermitted() throws Exception {
        try (LiveProcess server = start("tcp-server --port 0")) {
            String port = portOf(server);
            String way = server.awaitLine("capturing to .*");
            Programs.need(way.contains(" with dumpcap on "), "this user may not capture with dumpcap");
            client("hello\\n", "tcp-client " + port);
            server.signal("TERM");
            server.awaitLine("\\d+ packets in .*");
        }
        for (String file : List.of("s.pcapng", "c.pcapng")) {
            assertEquals(List.of(), Tshark.read(folder.resolve(file), "-Y", "frame.comment"));
            assertEquals(2, Tshark.read(folder.resolve(file), "-Y", "tcp.flags.syn == 1").size());
            assertEquals(2, Tshark.read(folder.resolve(file), "-Y", "tcp.flags.fin == 1").size());
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsInTheWay() throws Exception {
        Path nowhere = folder.resolve("none").resolve("s.pcapng");
        try (LiveProcess server = Programs.shell(Programs.netkit() + " tcp-server --port 0 --pcap " + nowhere
                + "; echo code $?")) {
            server.awaitLine("code 3");
            assertTrue(!server.toString().contains("listening"), server.toString());
        }
        assertTrue(!Files.exists(nowhere));
    }
}
