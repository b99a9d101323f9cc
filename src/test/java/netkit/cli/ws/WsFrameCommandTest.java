package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.testing.Cli;

/** ws-frame, with the example frames of RFC 6455 §5.7 and RFC 7692 §7.2.3. */
@Timeout(60)
@Tag("slow")
class WsFrameCommandTest {
    private static final String MASKED_HELLO = "81 85 37 fa 21 3d 7f 9f 4d 51 58";

    private static Cli.Result decode(String hex, String... more) {
        String[] args = new String[more.length + 3];
        args[0] = "ws-frame";
        args[1] = "decode";
        args[2] = hex;
        System.arraycopy(more, 0, args, 3, more.length);
        return Cli.run(args);
    }

    private static JsonObject frame(Cli.Result result, int index) {
        return JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonArray("frames").get(index)
                .getAsJsonObject();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "81 05 48 65 6c 6c 6f              | server | text   | Hello",
        "81 85 37 fa 21 3d 7f 9f 4d 51 58  | client | text   | Hello",
        "01 03 48 65 6c                    | server | text   | Hel",
        "89 05 48 65 6c 6c 6f              | server | ping   | Hello",
        "8a 85 37 fa 21 3d 7f 9f 4d 51 58  | client | pong   | Hello"})
    void examplesOfTheRfcAreLegal(String hex, String from, String opcode, String text) {
        Cli.Result result = decode(hex, "--json");
        assertEquals(0, result.code(), result.toString());
        JsonObject frame = frame(result, 0);
        assertEquals(from, frame.get("from").getAsString());
        assertEquals(opcode, frame.get("opcodeName").getAsString());
        assertEquals(text, frame.get("payloadText").getAsString());
        assertEquals(hex.strip(), frame.get("hex").getAsString());
    }

    @ParameterizedTest
    @CsvSource({"256, 82 7e 01 00", "65536, 82 7f 00 00 00 00 00 01 00 00"})
    void longExamplesOfTheRfcAreDecoded(int length, String head) {
        Cli.Result result = decode(head + " 00".repeat(length), "--json");
        assertEquals(0, result.code(), result.toString());
        assertEquals(length, frame(result, 0).get("payloadLength").getAsInt());
        assertTrue(frame(result, 0).get("complete").getAsBoolean());
    }

    @Test
    void diagramShowsEachBitInItsPlace() {
        Cli.Result result = decode(MASKED_HELLO);
        assertEquals(0, result.code(), result.toString());
        for (String line : List.of("|1|0|0|0|0 0 0 1|1|0 0 0 0 1 0 1|0 0 1 1 0 1 1 1 1 1 1 1 1 0 1 0|",
                "|0 0 1 0 0 0 0 1 0 0 1 1 1 1 0 1|0 1 1 1 1 1 1 1 1 0 0 1 1 1 1 1|",
                "|0 1 0 0 1 1 0 1 0 1 0 1 0 0 0 1 0 1 0 1 1 0 0 0|")) {
            assertTrue(result.out().contains("\n  " + line + "\n"), line + " in\n" + result);
        }
        for (String line : List.of("on the wire  7f 9f 4d 51 58", "key          37 fa 21 3d 37",
                "payload      48 65 6c 6c 6f", "that is      \"Hello\"", "legal: a server accepts it")) {
            assertTrue(result.out().contains(line + "\n"), line + " in\n" + result);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8185 37fa213d 7f9f4d5158", "0x81 0x85 0x37 0xfa 0x21 0x3d 0x7f 0x9f 0x4d 0x51 0x58",
                "81:85:37:FA:21:3D:7F:9F:4D:51:58", "81, 85, 37, fa, 21, 3d, 7f, 9f, 4d, 51, 58"})
    void hexIsAcceptedInCommonNotations(String hex) {
        assertEquals(decode(MASKED_HELLO).out(), decode(hex).out());
    }

    @Test
    void hexIsReadFromStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((MASKED_HELLO + "\n").getBytes(StandardCharsets.US_ASCII)));
        try {
            assertEquals(decode(MASKED_HELLO).out(), Cli.run("ws-frame", "decode").out());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void fragmentsFormOneMessageAroundAControlFrame() {
        Cli.Result result = decode("01 03 48 65 6c 89 00 80 02 6c 6f", "--json");
        assertEquals(0, result.code(), result.toString());
        assertEquals("ping", frame(result, 1).get("opcodeName").getAsString());
        JsonObject message = frame(result, 2).getAsJsonObject("message");
        assertEquals("Hello", message.get("text").getAsString());
        assertEquals(2, message.get("frames").getAsInt());
    }

    @Test
    void compressedMessagesAreInflatedWithDeflateOption() {
        // RFC 7692 §7.2.3.2: the second message refers to the first
        String hex = "c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00";
        Cli.Result result = decode(hex, "--deflate", "--json");
        assertEquals(0, result.code(), result.toString());
        for (int i = 0; i < 2; i++) {
            assertEquals("Hello", frame(result, i).getAsJsonObject("message").get("text").getAsString());
        }
        Cli.Result without = decode(hex, "--json");
        assertEquals(1, without.code(), without.toString());
        assertEquals("RFC 6455 §5.2", frame(without, 0).get("clause").getAsString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "83 00                         | server | 1002 | RFC 6455 §5.2",
        "c1 00                         | server | 1002 | RFC 6455 §5.2",
        "a1 00                         | server | 1002 | RFC 6455 §5.2",
        "91 00                         | server | 1002 | RFC 6455 §5.2",
        "81 00                         | client | 1002 | RFC 6455 §5.1",
        "81 80 00 00 00 00             | server | 1002 | RFC 6455 §5.1",
        "81 7e 00 05                   | server | 1002 | RFC 6455 §5.2",
        "81 7f 00 00 00 00 00 00 ff ff | server | 1002 | RFC 6455 §5.2",
        "82 7f 80 00 00 00 00 00 00 00 | server | 1002 | RFC 6455 §5.2",
        "09 00                         | server | 1002 | RFC 6455 §5.5",
        "89 7e 00 7e                   | server | 1002 | RFC 6455 §5.5",
        "80 00                         | server | 1002 | RFC 6455 §5.4",
        "01 00 81 00                   | server | 1002 | RFC 6455 §5.4",
        "88 01 03                      | server | 1002 | RFC 6455 §5.5.1",
        "88 02 03 ed                   | server | 1002 | RFC 6455 §7.4",
        "88 03 03 e8 ff                | server | 1007 | RFC 6455 §5.5.1",
        "81 02 c0 af                   | server | 1007 | RFC 6455 §8.1",
        "81 05 ff                      | server | 1007 | RFC 6455 §8.1",
        "82 7f 00 00 00 00 01 00 00 01 | server | 1009 | RFC 6455 §7.4.1"})
    void violationNamesItsClauseAndCloseCode(String hex, String from, int code, String clause) {
        Cli.Result json = decode(hex, "--from", from, "--json");
        assertEquals(1, json.code(), json.toString());
        JsonObject last = frame(json,
                JsonParser.parseString(json.out()).getAsJsonObject().getAsJsonArray("frames").size() - 1);
        assertEquals(code, last.get("closeCode").getAsInt(), json.toString());
        assertEquals(clause, last.get("clause").getAsString(), json.toString());
        Cli.Result diagram = decode(hex, "--from", from);
        assertEquals(1, diagram.code(), diagram.toString());
        assertTrue(diagram.out().contains("(" + clause + ")\n"), diagram.toString());
        assertTrue(diagram.out().contains("with close code " + code), diagram.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "81                         | the second byte, with the payload length",
        "81 85 37 fa                | 2 bytes of the masking key, 5 bytes of payload",
        "81 85 37 fa 21 3d 7f       | 4 bytes of payload",
        "82 7e 01                   | 1 byte of the extended length, the payload",
        "82 ff 00                   | 7 bytes of the extended length, 4 bytes of the masking key, the payload"})
    void incompleteFrameReportsWhatIsMissing(String hex, String missing) {
        Cli.Result result = decode(hex);
        assertEquals(3, result.code(), result.toString());
        assertTrue(result.out().replaceAll("\n +", " ").endsWith("incomplete: missing: " + missing + "\n"),
                result.toString());
        assertEquals(missing, frame(decode(hex, "--json"), 0).get("missing").getAsString());
    }

    @Test
    void partialHeadersAreDrawnWithin100Columns() {
        for (String whole : List.of(MASKED_HELLO, "82 fe 01 00 01 02 03 04" + " ab".repeat(256),
                "82 ff 00 00 00 00 00 01 00 00 01 02 03 04" + " ab".repeat(60), "88 05 03 e8 62 79 65")) {
            int bytes = (whole.length() + 1) / 3;
            for (int length : IntStream.rangeClosed(1, Math.min(bytes, 40)).toArray()) {
                Cli.Result result = decode(whole.substring(0, 3 * length - 1));
                assertEquals(length == bytes ? 0 : 3, result.code(), result.toString());
                result.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
            }
        }
    }

    @Test
    void bytesAfterACloseFrameAreIgnored() {
        Cli.Result close = decode("88 00 81 05 48");
        assertEquals(0, close.code(), close.toString());
        assertTrue(close.out().endsWith("ignored: 3 bytes\n"), close.toString());
    }

    @Test
    void controlCharactersInThePayloadAreEscaped() {
        Cli.Result result = decode("81 04 1b 5b 32 4a");
        assertTrue(result.out().contains("\"\\u001b[2J\""), result.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--text Hello --mask 37fa213d    | 81 85 37 fa 21 3d 7f 9f 4d 51 58 | 0",
        "--text Hello --unmasked         | 81 05 48 65 6c 6c 6f             | 0",
        "--text Hel --unmasked --no-fin  | 01 03 48 65 6c                   | 0",
        "--text Hel --unmasked --fin     | 81 03 48 65 6c                   | 0",
        "--binary 0x0102 --unmasked      | 82 02 01 02                      | 0",
        "--ping --unmasked               | 89 00                            | 0",
        "--pong hi --unmasked            | 8a 02 68 69                      | 0",
        "--close 1000 bye --unmasked     | 88 05 03 e8 62 79 65             | 0",
        "--close --unmasked              | 88 00                            | 0",
        "--close 1005 --unmasked         | 88 02 03 ed                      | 1",
        "--opcode 11 --unmasked          | 8b 00                            | 1",
        "--opcode 0 --text x --unmasked  | 80 01 78                         | 1",
        "--text x --unmasked --rsv1 --rsv2 --rsv3 | f1 01 78               | 1",
        "--text x --unmasked --from client | 81 01 78                      | 1"})
    void framesAreEncodedAsRequested(String options, String hex, int code) {
        String[] args = ("ws-frame encode --hex " + options).split(" +");
        Cli.Result result = Cli.run(args);
        assertEquals(hex + "\n", result.out(), result.toString());
        assertEquals(code, result.code(), result.toString());
    }

    @Test
    void encodePrintsTheBytesAndExplainsThem() {
        Cli.Result result = Cli.run("ws-frame", "encode", "--text", "Hello", "--mask", "37fa213d");
        assertEquals(MASKED_HELLO + "\n\n" + decode(MASKED_HELLO).out(), result.out());
    }

    @Test
    void defaultFrameIsAClientsWithARandomMaskingKey() {
        Cli.Result one = Cli.run("ws-frame", "encode", "--text", "Hello", "--json");
        Cli.Result two = Cli.run("ws-frame", "encode", "--text", "Hello", "--json");
        assertEquals("client", frame(one, 0).get("from").getAsString());
        assertEquals("Hello", frame(one, 0).get("payloadText").getAsString());
        assertTrue(!one.out().equals(two.out()), one + "\n" + two);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "decode zz                      | \"zz\" is not hex",
        "decode 123                     | \"123\" has an odd number of hex digits",
        "decode --from nobody 81        | but was 'nobody'",
        "encode                         | the content is missing",
        "encode --opcode 16             | --opcode must be from 0 to 15",
        "encode --text x --mask 0102    | --mask needs four bytes",
        "encode --text x --mask 01020304 --unmasked | either --mask or --unmasked",
        "encode --close 70000           | '70000' is not a close code",
        "encode --text x --hex --json   | either --hex or --json"})
    void wrongUsageIsReportedInOneLineWithExitCode2(String arguments, String message) {
        Cli.Result result = Cli.run(("ws-frame " + arguments).split(" +"));
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().lines().findFirst().orElse("").contains(message), result.toString());
        assertEquals("", result.out(), result.toString());
    }
}
