package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455 §5: which frame is legal next. */
class FrameRulesTest {
    private static final String KEY = "00000000";

    /** Checks headers, separated by spaces, one after the other. */
    private static void check(FrameRules rules, String heads) throws WebSocketException {
        for (String head : heads.split(" ")) {
            byte[] bytes = Wire.hex(head);
            FrameHeader header = new FrameHeader();
            assertEquals(bytes.length, header.decode(bytes, 0, bytes.length),
                    head + " is not a complete header");
            rules.check(header);
        }
    }

    /** Frames from a client to a server with a limit of 1000 bytes; K is the masking key. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { //
        "reserved data opcode 3            | 8380K                  | 1002 | RFC 6455 §5.2",
        "reserved data opcode 7            | 8780K                  | 1002 | RFC 6455 §5.2",
        "reserved data opcode, fragmented  | 0380K                  | 1002 | RFC 6455 §5.2",
        "reserved control opcode B         | 8B80K                  | 1002 | RFC 6455 §5.2",
        "reserved control opcode F         | 8F80K                  | 1002 | RFC 6455 §5.2",
        "RSV1 without an extension         | C180K                  | 1002 | RFC 6455 §5.2",
        "RSV2                              | A180K                  | 1002 | RFC 6455 §5.2",
        "RSV3                              | 9180K                  | 1002 | RFC 6455 §5.2",
        "all reserved bits on a ping       | F980K                  | 1002 | RFC 6455 §5.2",
        "RSV3 on a close                   | 9880K                  | 1002 | RFC 6455 §5.2",
        "not masked                        | 8100                   | 1002 | RFC 6455 §5.1",
        "a ping that is not masked         | 8900                   | 1002 | RFC 6455 §5.1",
        "a close that is not masked        | 8800                   | 1002 | RFC 6455 §5.1",
        "16-bit length of 125              | 82FE007DK              | 1002 | RFC 6455 §5.2",
        "16-bit length of 0                | 82FE0000K              | 1002 | RFC 6455 §5.2",
        "64-bit length of 65535            | 82FF000000000000FFFFK  | 1002 | RFC 6455 §5.2",
        "64-bit length of 0                | 82FF0000000000000000K  | 1002 | RFC 6455 §5.2",
        "64-bit length with the top bit    | 82FF8000000000000000K  | 1002 | RFC 6455 §5.2",
        "64-bit length of all ones         | 82FFFFFFFFFFFFFFFFFFK  | 1002 | RFC 6455 §5.2",
        "a fragmented ping                 | 0980K                  | 1002 | RFC 6455 §5.5",
        "a fragmented pong                 | 0A80K                  | 1002 | RFC 6455 §5.5",
        "a fragmented close                | 0880K                  | 1002 | RFC 6455 §5.5",
        "a ping of 126 bytes               | 89FE007EK              | 1002 | RFC 6455 §5.5",
        "a pong of 126 bytes               | 8AFE007EK              | 1002 | RFC 6455 §5.5",
        "a close of 65536 bytes            | 88FF0000000000010000K  | 1002 | RFC 6455 §5.5",
        "a final frame without a first one | 8080K                  | 1002 | RFC 6455 §5.4",
        "a continuation without a first one| 0080K                  | 1002 | RFC 6455 §5.4",
        "continuation after a whole message| 8180K 8080K            | 1002 | RFC 6455 §5.4",
        "a continuation after the final one| 0180K 8080K 8080K      | 1002 | RFC 6455 §5.4",
        "a text frame within a message     | 0180K 8180K            | 1002 | RFC 6455 §5.4",
        "a binary frame within a message   | 0180K 0080K 0280K      | 1002 | RFC 6455 §5.4",
        "a text frame after a ping, within | 0180K 8980K 8180K      | 1002 | RFC 6455 §5.4",
        "1001 bytes                        | 82FE03E9K              | 1009 | RFC 6455 §7.4.1",
        "1001 bytes in two fragments       | 02FE03E8K 8081K        | 1009 | RFC 6455 §7.4.1",
        "2^63 - 1 bytes                    | 82FF7FFFFFFFFFFFFFFFK  | 1009 | RFC 6455 §7.4.1",
        "more than 2^63 in two fragments   | 0281K 80FF7FFFFFFFFFFFFFFFK | 1009 | RFC 6455 §7.4.1"})
    void illegalFrameHasItsCloseCodeAndClause(String what, String heads, int code,
            String clause) {
        WebSocketException e = assertThrows(WebSocketException.class,
                () -> check(new FrameRules(Role.SERVER, 0, 1000), heads.replace("K", KEY)), what);

        assertEquals(code, e.closeCode(), e.getMessage());
        assertEquals(clause, e.clause(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { //
        "a whole message each                | 8180K 8280K 81FDK",
        "1000 bytes                          | 82FE03E8K 82FE03E8K",
        "1000 bytes in fragments             | 02FE01F4K 00FE01F4K 8080K 82FE03E8K",
        "empty fragments                     | 0180K 0080K 0080K 8080K",
        "control frames between fragments    | 0180K 8980K 8A80K 00FDK 89FDK 8080K 8880K",
        "an unsolicited pong                 | 8A80K",
        "the longest control frames          | 89FDK 8AFDK 88FDK"})
    void legalFrameIsAccepted(String what, String heads) {
        assertDoesNotThrow(() -> check(new FrameRules(Role.SERVER, 0, 1000), heads.replace("K", KEY)), what);
    }

    @Test
    void serverFrameMustNotBeMasked() {
        assertDoesNotThrow(() -> check(new FrameRules(Role.CLIENT, 0, 1000), "8100 8200 8900 0105 8000"));
        WebSocketException e = assertThrows(WebSocketException.class,
                () -> check(new FrameRules(Role.CLIENT, 0, 1000), "8180" + KEY));

        assertEquals(1002, e.closeCode());
        assertEquals("RFC 6455 §5.1", e.clause());
    }

    @ParameterizedTest
    @CsvSource({"C9, RFC 6455 §5.2", "CA, RFC 6455 §5.2", "C8, RFC 6455 §5.2", "A1, RFC 6455 §5.2",
        "91, RFC 6455 §5.2",
        "F1, RFC 6455 §5.2"})
    void negotiatedExtensionAllowsRsv1OnDataFramesOnly(String first, String clause) {
        assertDoesNotThrow(
                () -> check(new FrameRules(Role.CLIENT, FrameHeader.RSV1, 1000), "C100 C200 4100 8000"));
        WebSocketException e = assertThrows(WebSocketException.class,
                () -> check(new FrameRules(Role.CLIENT, FrameHeader.RSV1, 1000), first + "00"));

        assertEquals(1002, e.closeCode());
        assertEquals(clause, e.clause());
    }

    @Test
    void rsv1MustNotBeSetOnAContinuationFrame() {
        WebSocketException e = assertThrows(WebSocketException.class,
                () -> check(new FrameRules(Role.CLIENT, FrameHeader.RSV1, 1000), "4100 C000"));

        assertEquals(1002, e.closeCode());
        assertEquals("RFC 7692 §6.1", e.clause());
    }
}
