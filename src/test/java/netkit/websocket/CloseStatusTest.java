package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §5.5.1 and §7.4: the payload of a close frame. */
class CloseStatusTest {
    private static CloseStatus decode(String hex) throws WebSocketException {
        byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
        return CloseStatus.decode(payload, 0, payload.length);
    }

    private static int codeOfViolation(String hex) {
        return assertThrows(WebSocketException.class, () -> decode(hex), hex).closeCode();
    }

    @Test
    void codeAndReasonAreDecodedAndEncoded() throws Exception {
        assertEquals(new CloseStatus(1000, "bye"), decode("03e8 627965"));
        assertEquals(new CloseStatus(4999, ""), decode("1387"));
        assertArrayEquals(HexFormat.of().parseHex("03e8627965"), new CloseStatus(1000, "bye").encode());
    }

    @Test
    void emptyPayloadHasNoCode() throws Exception {
        assertEquals(CloseStatus.NONE, decode(""));
        assertEquals(1005, CloseStatus.NONE.code());
        assertEquals(0, CloseStatus.NONE.encode().length, "1005 is never sent");
    }

    @Test
    void payloadOfOneByteIsAProtocolError() {
        assertEquals(1002, codeOfViolation("03"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
        4000, 4999})
    void sendableCodeIsAccepted(int code) throws Exception {
        assertTrue(CloseCode.isSendable(code));
        assertEquals(code, decode(String.format("%04x", code)).code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void reservedCodeIsAProtocolError(int code) {
        assertFalse(CloseCode.isSendable(code));
        assertEquals(1002, codeOfViolation(String.format("%04x", code)));
    }

    @Test
    void reasonMustBeUtf8() throws Exception {
        assertEquals("\u20ac", decode("03e8 e282ac").reason());
        assertEquals(1007, codeOfViolation("03e8 ff"));
        assertEquals(1007, codeOfViolation("03e8 e282"), "it ends within a character");
        assertEquals(1007, codeOfViolation("03e8 eda080"));
    }

    @Test
    void longReasonIsTruncatedBetweenCharacters() throws Exception {
        for (String character : new String[] {"x", "\u00e9", "\u20ac", "\ud83d\ude00"}) {
            for (int before = 0; before < 4; before++) {
                String reason = "x".repeat(before) + character.repeat(150);
                byte[] payload = new CloseStatus(1000, reason).encode();
                assertTrue(payload.length <= 125 && payload.length > 121, payload.length + " bytes");
                String truncated = CloseStatus.decode(payload, 0, payload.length).reason();
                assertTrue(reason.startsWith(truncated), truncated);
            }
        }
        byte[] longest = new CloseStatus(1000, "x".repeat(123)).encode();
        assertEquals("x".repeat(123),
                new String(Arrays.copyOfRange(longest, 2, 125), StandardCharsets.US_ASCII));
    }

    @Test
    void toStringIsCodeAndReason() {
        assertEquals("1000 bye", new CloseStatus(1000, "bye").toString());
        assertEquals("1001", new CloseStatus(1001, "").toString());
    }
}
