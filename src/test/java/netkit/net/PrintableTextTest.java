package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void joinersSelectorsAndFlagsAreUnchangedWhereTheyHaveAnEffect() {
        for (String text : new String[] {"👨‍👩‍👧", "❤️‍🔥", "1️⃣",
            "🏴\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f",
            "می\u200cخواهم", "क्\u200dष", "葛\udb40\udd00", "\u0600١"}) {
            assertEquals(text, of(text));
            assertEquals(text, PrintableText.escapeLines(text, false));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200b", "\u200d", "\u200c", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\u3164",
        "\u034f",
        "\udb40\udc41", "\udb40\udd00", "\ufff9", "\u180e"})
    void invisibleCharactersAreEscaped(String hidden) {
        String escapes = hidden.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
        assertEquals("tea" + escapes + "cher", of("tea" + hidden + "cher"));
        assertEquals(escapes, PrintableText.escapeControls(hidden));
        assertEquals(escapes + escapes, PrintableText.escapeLines(hidden + hidden, true));
    }

    @Test
    void tagsBehindAFlagEndSoon() {
        String tag = "\udb40\udc61";
        String escaped = of("🏴" + tag.repeat(8));
        assertEquals("🏴" + tag.repeat(6) + "\\udb40\\udc61".repeat(2), escaped);
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
