package netkit.cli.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.packet.LinkType;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.pcapng.PcapngWriter;
import netkit.testing.ChatCapture;
import netkit.testing.Cli;

class DissectTest {
    private static final int COLUMNS = 80;

    @TempDir
    Path folder;
    private Path capture;

    @BeforeEach
    void write() throws IOException {
        capture = ChatCapture.write(folder.resolve("chat.pcapng"));
    }

    private Cli.Result dissect(String... options) {
        return Cli.run(Stream.concat(Stream.of("dissect", capture.toString()), Arrays.stream(options))
                .toArray(String[]::new));
    }

    private static List<String> numbers(Cli.Result result) {
        return result.out().lines().skip(1).map(line -> line.strip().split("\\s+")[0]).toList();
    }

    @Test
    void eachPacketIsARow() {
        Cli.Result result = dissect();

        assertEquals(0, result.code(), result.toString());
        assertEquals(List.of("1", "2", "3", "4", "5", "6", "7"), numbers(result), result.toString());
        assertTrue(result.out().lines().toList().get(1).contains("40000 → 9000 [SYN] Seq=0"),
                result.toString());
        assertTrue(result.out().lines().toList().get(5).contains("[retransmitted] 40000 → 9000"),
                result.toString());
    }

    @Test
    void whatWaitsBehindAGapAtTheEndIsShownWithTheMissingBytes() throws IOException {
        Path whole = capture;
        capture = folder.resolve("gap.pcapng");
        try (CaptureReader reader = new CaptureReader(Files.newInputStream(whole));
                PcapngWriter writer = new PcapngWriter(Files.newOutputStream(capture), "", List.of())) {
            writer.addInterface("net0", "", LinkType.ETHERNET, 0);
            for (int i = 0; i < 6; i++) { // the seventh fills the gap
                CapturedPacket packet = reader.next().orElseThrow();
                writer.packet(0, packet.epochNanos().orElseThrow(), packet.bytes(), packet.direction(),
                        List.of());
            }
        }
        String messages = dissect("--messages").out();

        assertTrue(messages.contains("[5 bytes are missing in the capture]"), messages);
        assertTrue(messages.contains("packet 6"), messages);
        assertTrue(messages.contains("world"), messages);
        assertEquals(List.of("1", "2", "3", "4", "5", "6"), numbers(dissect()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--packet 4", "--layers", "--layers --packet 1", "--stream 0", "--follow 0 --hex",
                "--messages", "--ladder"})
    void everyViewFitsEightyColumnsAndPassesNoControlCharacterOfAPeer(String options) {
        Cli.Result result = options.isEmpty() ? dissect() : dissect(options.split(" "));

        assertEquals(0, result.code(), result.toString());
        assertEquals(List.of(), result.out().lines()
                .filter(line -> line.codePointCount(0, line.length()) > COLUMNS).toList());
        assertTrue(result.out().indexOf('\u001b') < 0, result.toString());
        assertTrue(result.out().lines().count() > 3, result.toString());
    }

    @Test
    void whatEachPacketOfALadderNotesIsSaidOnce() throws IOException {
        Path plain = capture;
        capture = folder.resolve("commented.pcapng");
        String comment = "reconstructed, with a comment that is far too long for the right end of an arrow";
        try (CaptureReader reader = new CaptureReader(Files.newInputStream(plain));
                PcapngWriter writer = new PcapngWriter(Files.newOutputStream(capture), "", List.of())) {
            writer.addInterface("net0", "", LinkType.ETHERNET, 0);
            for (int i = 0; i < 7; i++) {
                CapturedPacket packet = reader.next().orElseThrow();
                writer.packet(0, packet.epochNanos().orElseThrow(), packet.bytes(), packet.direction(),
                        i == 3 ? List.of("delayed 5 ms", comment) : List.of(comment));
            }
        }
        String ladder = dissect("--ladder").out();

        assertTrue(ladder.replaceAll("\\s+", " ").contains("Each packet: " + comment), ladder);
        assertEquals(ladder.indexOf("reconstructed"), ladder.lastIndexOf("reconstructed"), ladder);
        assertTrue(ladder.contains("delayed 5 ms"), ladder);
        assertEquals(List.of(), ladder.lines().filter(line -> line.length() > COLUMNS).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', value = {"syn § 1 2", "tcp and port 9000 and not ack § 1",
        "ip.src == 10.77.0.2 § 2 6 7", "tcp.len > 0 and tcp.srcport == 9000 § 6 7", "udp § ''",
        "tcp.analysis.retransmission § 5", "eth.addr == 02:00:00:00:00:01 and frame.number <= 2 § 1 2"})
    void onlyPacketsThatTheFilterAcceptsAreListed(String filter, String expected) {
        Cli.Result result = dissect("--filter", filter);

        assertEquals(0, result.code(), result.toString());
        assertEquals(expected, String.join(" ", numbers(result)), result.toString());
    }

    @Test
    void thePacketIsShownWithBytesBesideFieldsAndTheSumOfItsHeaders() {
        Cli.Result result = dissect("--packet", "4");

        assertTrue(
                result.out()
                        .contains("OSI layer 4 (transport), TCP/IP transport layer; header 20, payload 14"),
                result.toString());
        assertTrue(result.out().contains("  0024  23 28                   Destination port: 9000\n"),
                result.toString());
        assertTrue(result.out().contains("  000e  0100 ....               Version: 4\n"), result.toString());
        assertEquals("Ethernet 14 + IPv4 20 + TCP 20 = 54 of 68 bytes are headers (79%); payload 14.",
                result.out().lines().toList().getLast());
    }

    @Test
    void theLayersAreThoseOfBothModels() {
        List<String> lines = dissect("--layers").out().lines().toList();

        assertTrue(lines.getFirst().startsWith("Packet 4: "), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches("5 session +\" +– +–")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches("4 transport +transport +TCP +20")),
                lines.toString());
    }

    @Test
    void aStreamIsFollowedInOrderAndEachByteOnce() {
        Cli.Result result = dissect("--follow", "0");

        assertEquals(List.of("> hello €\\u001b[2J", "< good world"),
                result.out().lines().limit(2).toList(), result.toString());
        assertTrue(result.out().contains("TCP stream 0: 10.77.0.1:40000 and 10.77.0.2:9000"),
                result.toString());
    }

    @Test
    void thePageHasAllPacketsAndNoMarkupOfAPeer() throws IOException {
        Path page = folder.resolve("chat.html");
        Cli.Result result = dissect("--html", page.toString());

        assertEquals("7 packets in " + page + "\n", result.out(), result.toString());
        String html = Files.readString(page);
        assertEquals(1, html.split("<script type=\"application/json\"", -1).length - 1);
        assertTrue(html.contains("\"headerBytes\":54"), "the data are in the page");
        assertTrue(html.contains("drawSequence"), "the script is in the page");
        assertEquals(-1, html.indexOf("<link rel=\"stylesheet"));
    }

    @Test
    void jsonHasALineForEachPacketWithThePlaceOfEachField() {
        List<String> lines = dissect("--json").out().lines().toList();

        assertEquals(7, lines.size());
        JsonObject packet = JsonParser.parseString(lines.get(3)).getAsJsonObject();
        assertEquals(1, packet.get("schema").getAsInt());
        assertEquals(54, packet.get("headerBytes").getAsInt());
        JsonObject ethernet = packet.getAsJsonArray("layers").get(0).getAsJsonObject();
        assertEquals("eth", ethernet.get("protocol").getAsString());
        JsonObject destination = ethernet.getAsJsonArray("fields").get(0).getAsJsonObject();
        assertEquals("eth.dst", destination.get("name").getAsString());
        assertEquals(6, destination.get("to").getAsInt());
    }

    @Test
    void aTruncatedFileIsShownUpToItsEndAndTheErrorSaysWhereItEnds() throws IOException {
        byte[] bytes = Files.readAllBytes(capture);
        Files.write(capture, Arrays.copyOf(bytes, bytes.length - 10));
        Cli.Result result = dissect();

        assertEquals(1, result.code());
        assertEquals(6, numbers(result).size(), result.toString());
        assertTrue(result.err().matches("netkit dissect: '.*': the file ends within .* at offset \\d+\n"),
                result.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', value = {
        "--packet 8 § 1 § netkit dissect: there is no packet 8: the file has 7",
        "--stream 3 § 1 § netkit dissect: there is no TCP stream 3; the streams are counted from 0",
        "--follow x § 2 § netkit dissect: 'x' is not a stream; give the number of a TCP connection, such as 0, or udp:0 (see 'netkit dissect --help')",
        "--filter prot § 2 § netkit dissect: --filter: column 1: unknown field 'prot'; did you mean port? (see 'netkit dissect --help')",
        "--hex § 2 § netkit dissect: --hex needs --follow (see 'netkit dissect --help')",
        "--ladder --json § 2 § netkit dissect: choose one of --packet, --stream, --follow, --messages, --ladder, --json and --html (see 'netkit dissect --help')"})
    void whatCannotBeShownIsSaidInOneLine(String options, int code, String message) {
        Cli.Result result = dissect(options.split(" "));

        assertEquals(code, result.code(), result.toString());
        assertEquals(message + "\n", result.err());
    }

    @Test
    void aFileThatIsNoCaptureIsRefused() throws IOException {
        Files.writeString(capture, "no capture at all");
        Cli.Result result = dissect();

        assertEquals(1, result.code());
        assertTrue(result.err().contains("': not a capture file: "), result.toString());
    }
}
