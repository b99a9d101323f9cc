package netkit.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Escapes text from the network for printing: its sender must not be able to move the cursor, change colours, fake a
 * line of netkit's, change the direction of the text, or hide something in it. Characters are escaped as in Java source
 * and a backslash is doubled, so that the original text stays unambiguous.
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
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            switch (text.charAt(at)) {
                case '\\' -> safe.append("\\\\");
                case '\t' -> safe.append("\\t");
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                default -> append(safe, text, at);
            }
        }
        return safe.toString();
    }

    /** Escapes only the characters that may control a terminal or hide text, so that all other text stays as it was sent. */
    public static String escapeControls(String text) {
        if (isSafe(text, false)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (text.charAt(at) == '\t') {
                safe.append('\t');
            } else {
                append(safe, text, at);
            }
        }
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
            char c = lines.charAt(at);
            int kept = c == '\n' || c == '\t' ? 1
                    : lines.startsWith("\r\n", at) ? 2 : styles && c == ESC ? styleLength(lines, at) : 0;
            if (kept > 0) {
                safe.append(lines, at, at + kept);
                at += kept;
            } else {
                append(safe, lines, at);
                at += Character.charCount(lines.codePointAt(at));
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
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean isAscii = c >= ' ' && c < 0x7f;
            if (!isAscii && !(lines && c == '\n') && isDangerous(text, at)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                at++; // half a character would have been dangerous
            }
        }
        return true;
    }

    private static void append(StringBuilder safe, String text, int at) {
        int c = text.codePointAt(at);
        if (isDangerous(text, at)) {
            for (char half : Character.toChars(c)) {
                safe.append("\\u").append(HexFormat.of().toHexDigits(half));
            }
        } else {
            safe.appendCodePoint(c);
        }
    }

    /** Whether the character at this index may control a terminal, or is invisible where no script or emoji needs it. */
    public static boolean isDangerous(String text, int at) {
        int c = text.codePointAt(at);
        return isControl(c) || InvisibleText.isAt(text, at);
    }

    /** Whether this character may control a terminal; all of them are in the Basic Multilingual Plane. */
    public static boolean isControl(int c) {
        // C0 and C1 controls, half a character, line separators, and the marks that turn the reading direction (Unicode
        // UAX 9 §2).
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE || c == '\u2028'
                || c == '\u2029' || c == '\u061c' || c == '\u200e' || c == '\u200f'
                || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }
}
