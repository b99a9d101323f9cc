package netkit.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of a peer that tries to control the terminal, and the check that none of it arrives there. */
public final class HostileText {
    /** C0 but NUL, DEL, C1, marks of direction, invisible characters and a style, but no line end: one line in its protocol. */
    public static final String LINE = "EVIL\u001b[3mSTYLE\u001b]0;owned\u0007\u001b[2J\b\u007f\u009b2J\u0085"
            + "\u202e\u2066\u200f\u061c\u2028\u2029\u200b\u200d\u2060\ufeff\udb40\udc41.";
    /** Also a CR, an LF, which would overwrite a line or fake one, and a NUL. */
    public static final String TEXT = LINE + "\0\rnetkit: faked\nnetkit: faked";
    /** C1 alone, as ISO 8859-1: what a header field may contain (RFC 9110 §5.5, obs-text). */
    public static final String OBS_TEXT = "EVIL\u009b2J\u009d0;owned\u009c\u0085\u00ad.";
    /** What netkit may write itself on a terminal that shows colours. */
    private static final Pattern STYLE = Pattern.compile("\u001b\\[\\d{1,2}m(?!STYLE)");
    private static final Pattern DANGEROUS = Pattern.compile(
            "[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029&&[^\\n\\t]]");

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
     * Checks that nothing in the output can control a terminal or hide text, and that no line of it is faked.
     *
     * @param isQuoted whether the text must be there
     */
    public static void assertHarmless(String shown, boolean isQuoted) {
        String output = STYLE.matcher(shown).replaceAll("");
        assertTrue(output.contains("EVIL") || !isQuoted,
                () -> "the text is not there at all\n" + visible(output));
        assertFalse(DANGEROUS.matcher(output).find(), () -> visible(output));
        assertFalse(output.lines().anyMatch(line -> line.startsWith("netkit: faked")),
                () -> visible(output));
    }

    private static String visible(String output) {
        return DANGEROUS.matcher(output)
                .replaceAll(found -> Matcher
                        .quoteReplacement("<<%04x>>".formatted(found.group().codePointAt(0))));
    }
}
