package netkit.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of a peer that tries to control the terminal, and the check that none of it arrives there. */
public final class HostileText {
    /** C0, DEL, C1 and the marks of direction, but no line end: for what is one line in its protocol. */
    public static final String LINE = "EVIL\u001b]0;owned\u0007\u001b[2J\u001b[31m\b\u007f\u009b2J\u0085\u202e\u2066\u200f\u061c\u2028.";
    /** Also a CR and an LF, which would overwrite a line or fake one. */
    public static final String TEXT = LINE + "\rnetkit: faked\nnetkit: faked";
    /** C1 alone, as ISO 8859-1: what a header field may contain (RFC 9110 §5.5, obs-text). */
    public static final String OBS_TEXT = "EVIL\u009b2J\u009d0;owned\u009c\u0085.";
    private static final Pattern DANGEROUS = Pattern
            .compile("[\\p{Cc}&&[^\\n\\t]]|[\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]|\\p{Cs}");

    private HostileText() {}

    /** As a JSON string with its quotation marks. */
    public static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(c < ' ' || c > '~' || c == '"' || c == '\\'
                ? "\\u%04x".formatted(c)
                : String.valueOf((char) c)));
        return json.append('"').toString();
    }

    /**
     * Checks that nothing in the output can control a terminal.
     *
     * @param isQuoted whether the text must be there
     */
    public static void assertHarmless(String output, boolean isQuoted) {
        assertTrue(output.contains("EVIL") || !isQuoted,
                () -> "the text is not there at all\n" + visible(output));
        assertFalse(DANGEROUS.matcher(output).find(), () -> visible(output));
        assertFalse(output.lines().anyMatch(line -> line.startsWith("netkit: faked")), () -> visible(output));
    }

    private static String visible(String output) {
        return DANGEROUS.matcher(output)
                .replaceAll(found -> Matcher
                        .quoteReplacement("<<%04x>>".formatted((int) found.group().charAt(0))));
    }
}
