package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
    private static Optional<String> ofHex(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return PrintableText.of(bytes, 0, bytes.length);
    }

    private static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return PrintableText.of(bytes, 0, bytes.length).orElseThrow();
    }

    @Test
    void lettersOfAllScriptsAndEmojiAreUnchanged() {
        assertEquals("grüß Gott, 你好, 👋🏽", of("grüß Gott, 你好, 👋🏽"));
    }

    @Test
    void terminalControlsAreEscaped() {
        assertEquals("\\u001b[2J\\n\\r\\t\\u0007\\u007f", of("\u001b[2J\n\r\t\u0007\u007f"));
        assertEquals("\\u009b2J", of("\u009b2J"), "CSI as a single C1 character");
        assertEquals("\\u202eevil\\u2066\\u2028", of("\u202eevil\u2066\u2028"));
    }

    @Test
    void backslashIsDoubledSoThatEscapesAreUnambiguous() {
        assertEquals("\\\\n is not \\n", of("\\n is not \n"));
    }

    @Test
    void invalidUtf8IsNotDecoded() {
        assertEquals(Optional.empty(), ofHex("ff"));
        assertEquals(Optional.empty(), ofHex("68c3"), "truncated: the second byte of é is missing");
        assertEquals(Optional.empty(), ofHex("c080"), "overlong encoding");
        assertEquals(Optional.empty(), ofHex("eda080"), "unpaired surrogate");
        assertEquals(Optional.of("é"), ofHex("c3a9"));
    }
}
