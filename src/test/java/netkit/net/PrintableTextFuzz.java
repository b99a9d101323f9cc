package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import netkit.testing.FuzzInput;

/** Text from peers: no character that may control a terminal is left, and other text stays as it is. */
public final class PrintableTextFuzz {
    private PrintableTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzInput.utf8(input);
        assertHarmless(PrintableText.escape(text), false);
        String escaped = PrintableText.escapeControls(text);
        assertHarmless(escaped, true);
        assertEquals(escaped, PrintableText.escapeControls(escaped));
        WrongProtocol.isHttp(text);
    }

    private static void assertHarmless(String text, boolean withTabs) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            boolean isTab = withTabs && text.charAt(i) == '\t';
            assertFalse(!isTab && PrintableText.isDangerous(text, i), text);
        }
    }
}
