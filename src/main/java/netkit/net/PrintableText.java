package netkit.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Escapes text from the network for printing: its sender must not be able to move the cursor, change colours, fake a
 * line of netkit's, or change the direction of the text. Characters are escaped as in Java source and a backslash is
 * doubled, so that the original text stays unambiguous.
 */
public final class PrintableText {
    private static final char ESC = '\033';

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

    /** Escapes control characters, line ends and backslashes included, as in Java source. */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> safe.append("\\\\");
                case '\t' -> safe.append("\\t");
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                default -> append(safe, c);
            }
        });
        return safe.toString();
    }

    /** Escapes only the characters that may control a terminal, so that all other text stays as it was sent. */
    public static String escapeControls(String text) {
        if (isSafe(text, false)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\t') {
                safe.append('\t');
            } else {
                append(safe, c);
            }
        });
        return safe.toString();
    }

    /**
     * Escapes the control characters of lines, whose ends (LF, or CR LF) stay.
     *
     * @param styles whether ECMA-48's SGR sequences for bold, faint, italic, underlined and the colour of the text stay:
     *        they hide nothing
     */
    public static String escapeLines(String lines, boolean styles) {
        if (isSafe(lines, true)) {
            return lines;
        }
        StringBuilder safe = new StringBuilder(lines.length());
        int at = 0;
        while (at < lines.length()) {
            int c = lines.codePointAt(at);
            int kept = c == '\n' || c == '\t' ? 1
                    : lines.startsWith("\r\n", at) ? 2 : styles && c == ESC ? styleLength(lines, at) : 0;
            if (kept > 0) {
                safe.append(lines, at, at + kept);
                at += kept;
            } else {
                append(safe, c);
                at += Character.charCount(c);
            }
        }
        return safe.toString();
    }

    /** Returns the length of the style that begins here (ECMA-48 §8.3.117); 0 if none does. picocli writes each by itself. */
    private static int styleLength(String text, int at) {
        int end = text.indexOf('m', at);
        if (!text.startsWith("[", at + 1) || end < at + 3 || end > at + 4) {
            return 0;
        }
        String code = text.substring(at + 2, end);
        return code.matches("[0-4]|2[1-4]|3[0-79]") ? end + 1 - at : 0;
    }

    private static boolean isSafe(String text, boolean lines) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDangerous(c) && !(lines && c == '\n')) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder safe, int c) {
        if (isDangerous(c)) {
            safe.append("\\u").append(HexFormat.of().toHexDigits((char) c));
        } else {
            safe.appendCodePoint(c);
        }
    }

    /** Whether this character may control a terminal; all of them are in the Basic Multilingual Plane. */
    public static boolean isDangerous(int c) {
        // C0 and C1 controls, half a character, line separators, and the marks that turn the reading direction (Unicode
        // UAX 9 §2).
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE || c == '\u2028'
                || c == '\u2029' || c == '\u061c' || c == '\u200e' || c == '\u200f'
                || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }
}
