package netkit.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Escapes text from the network for printing: its sender must not be able to move the cursor, change colours, fake a
 * line of netkit's, or change the direction of the text. Characters are escaped as in Java source and a backslash is
 * doubled, so that the original text stays unambiguous.
 */
public final class PrintableText {
    private PrintableText() {}

    /** Decodes and escapes UTF-8; returns empty if the bytes are not valid UTF-8 (RFC 3629). */
    public static Optional<String> of(byte[] bytes, int from, int length) {
        return decode(bytes, from, length).map(PrintableText::escape);
    }

    /** Decodes UTF-8 without escaping, which is not safe to print; returns empty if the bytes are not valid UTF-8. */
    public static Optional<String> decode(byte[] bytes, int from, int length) {
        try {
            // A new decoder reports malformed input; String's constructor would replace it.
            return Optional
                    .of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length))
                            .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> safe.append("\\\\");
                case '\t' -> safe.append("\\t");
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                default -> {
                    if (isDangerous(c)) {
                        safe.append("\\u%04x".formatted((int) c));
                    } else {
                        safe.append(c);
                    }
                }
            }
        }
        return safe.toString();
    }

    /** Escapes only the characters that may control a terminal, so that all other text stays as it was sent. */
    public static String escapeControls(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (c != '\t' && isDangerous((char) c)) {
                safe.append("\\u%04x".formatted(c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }

    /** Whether this character may control a terminal. */
    public static boolean isDangerous(char c) {
        // C0 and C1 controls, line separators, and the marks that turn the reading direction (Unicode UAX 9 §2).
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\u061c' || c == '\u200e'
                || c == '\u200f' || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }
}
