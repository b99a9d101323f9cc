package netkit.lesson.judge;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import netkit.net.PrintableText;

/** Bytes as the student sees them: text in quotes with visible line ends, other bytes as hexadecimal digits. */
final class ByteText {
    /** Shorter pieces of text among other bytes stay hexadecimal: they may be text by chance. */
    private static final int MIN_TEXT = 4;

    private ByteText() {}

    /** @param width the most characters; what does not fit is cut, and that is shown */
    static String of(byte[] bytes, int width) {
        if (bytes.length == 0) {
            return "(nothing)";
        }
        StringBuilder text = new StringBuilder();
        for (String word : words(bytes)) {
            if (text.length() + word.length() + 2 > width) {
                if (word.startsWith("\"") && width - text.length() > 8) {
                    text.append(word, 0, word.offsetByCodePoints(0,
                            Math.min(word.codePointCount(0, word.length()), width - text.length() - 3)))
                            .append("\" ");
                }
                return text.append('…').toString();
            }
            text.append(word).append(' ');
        }
        return text.toString().stripTrailing();
    }

    private static List<String> words(byte[] bytes) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && isText(bytes[end])) {
                end++;
            }
            String text = end - at >= Math.min(MIN_TEXT, bytes.length) || end == bytes.length && at == 0
                    ? PrintableText.of(bytes, at, end - at).orElse("")
                    : "";
            if (!text.isEmpty()) {
                words.add("\"" + text.replace("\"", "\\\"") + "\"");
                at = end;
            } else {
                words.add(HexFormat.of().toHexDigits(bytes[at]));
                at++;
            }
        }
        return words;
    }

    private static boolean isText(byte b) {
        return b < 0 || b >= ' ' && b != 0x7F || b == '\r' || b == '\n' || b == '\t';
    }
}
