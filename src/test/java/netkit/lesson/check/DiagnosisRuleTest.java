package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisRuleTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The judge sent "abc" and expected it back; it received "abX", printed a line, and saw a close frame. */
    private static Observation seen() {
        Names names = new Names(1, "echo");
        names.set("body", ascii("abc"));
        names.set("late", ascii("4 9 13"));
        names.set("lost", ascii("none"));
        return new Observation("echo", "peer expects body:body", "wrong-bytes", names,
                FieldBytes.of(ascii("abc")).named("body"), ascii("abX"), ascii("helloabX"), ascii("abc"), 2,
                "body",
                ascii("Exception in thread\n"), OptionalInt.of(1), false, true, false, 1,
                Optional.of(new Observation.ReceivedFrame(true, 0, 8, true, new byte[] {3, (byte) 0xE8})),
                400,
                Map.of("connection", List.of("keep-alive, Upgrade")), OptionalLong.of(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            received is "abX"                             | true
            received is body                              | false
            received matches "ab[A-Z]"                    | true
            received matches "b"                          | false
            number in late                                | true
            number in lost                                | false
            number in unknown                             | false
            received starts slice(body, 0, 2)             | true
            received ends 58                              | true
            received contains "b"                         | true
            received is empty                             | false
            received shorter                              | false
            received longer than 2                        | true
            all starts "hello"                            | true
            sent is body                                  | true
            expected is body                              | true
            received is nothing-of-this-name              | false
            printed "Exception"                           | true
            printed contains "Error"                      | false
            exit 1 and end and not reset                  | true
            exit not 0                                    | true
            exit 0 or crashed                             | true
            silence or (end and reset)                    | false
            running                                       | false
            connections 1                                 | true
            wrong byte 2 and field is "Body"              | true
            step "expects body"                           | true
            opcode close and code 1000 and masked and fin | true
            code none                                     | false
            payload is 03e8                               | true
            status 400                                    | true
            header Connection contains "Upgrade"          | true
            header Upgrade is absent                      | true
            symptom wrong-bytes                           | true
            """)
    void rulesSpeakAboutWhatWasObserved(String rule, boolean fits) {
        assertEquals(fits, DiagnosisRule.parse("x", List.of(), rule).fits(seen()));
    }

    @Test
    void ruleThatNamesChecksFitsOnlyThose() {
        assertTrue(DiagnosisRule.parse("x", List.of("echo"), "always").fits(seen()));
        assertFalse(DiagnosisRule.parse("x", List.of("other"), "always").fits(seen()));
    }

    @Test
    void mistakesInRulesAreReported() {
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> DiagnosisRule.parse("one-read", List.of(), "received was 00")).getMessage()
                .startsWith("diagnosis one-read: when, column 10: "));
        assertThrows(IllegalArgumentException.class, () -> DiagnosisRule.parse("x", List.of(), "weather"));
        assertThrows(IllegalArgumentException.class,
                () -> DiagnosisRule.parse("x", List.of(), "silence end"));
    }
}
