package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import netkit.testing.FuzzInput;

/** Text from peers: no character that may control a terminal is left, and other text stays as it is. */
public final class PrintableTextFuzz {
    private PrintableTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzInput.utf8(input);
        assertTrue(PrintableText.escape(text).codePoints().noneMatch(PrintableText::isDangerous),
                "escape");
        String escaped = PrintableText.escapeControls(text);
        assertTrue(escaped.codePoints().noneMatch(c -> c != '\t' && PrintableText.isDangerous(c)),
                "controls");
        assertEquals(escaped, PrintableText.escapeControls(escaped));
        WrongProtocol.isHttp(text);
    }
}
