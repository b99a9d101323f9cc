package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private final Names<String> names = new Names<>();

    @Test
    void nameBelongsToOneMemberWhateverItsCase() {
        assertTrue(names.take("Ann", "1"));
        assertTrue(names.take("ann", "1"));
        assertFalse(names.take("ANN", "2"));
        names.release("ann", "2");
        assertEquals(Optional.of("1"), names.holder("aNN"));
        names.release("ann", "1");
        assertTrue(names.take("ANN", "2"));
    }

    /** RFC 8266 §2.3. */
    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"Zo\u00eb, Zoe\u0308", "\u00e9, E\u0301", "\uff41\uff4e\uff4e, ann", "stra\u00dfe, STRASSE",
        "\ufb01n, FIN", "\u03c3\u03b1\u03c2, \u03a3\u0391\u03a3", "\u1e9b\u0323, \u1e69", "\u2460, 1"})
    void namesThatLookTheSameAreOne(String name, String other) {
        assertTrue(names.take(name, "1"));
        assertFalse(names.take(other, "2"));
        assertEquals(Optional.of("1"), names.holder(other));
        names.release(other, "1");
        assertTrue(names.take(other, "2"));
    }

    @Test
    void changedNameIsFreeAgain() {
        names.take("ann", "1");
        names.take("bob", "2");
        assertFalse(names.change("ann", "Bob", "1"));
        assertEquals(Optional.of("1"), names.holder("ann"), "it is kept if the other one is taken");
        assertTrue(names.change("ann", "Ann", "1"), "only the case changes");
        assertEquals(Optional.of("1"), names.holder("ann"));
        assertTrue(names.change("Ann", "eve", "1"));
        assertEquals(Optional.empty(), names.holder("ann"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "guest-1", "_x", "A.b-c_d"})
    void validNames(String name) {
        assertTrue(Names.isName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a b", "[a]", "a:", "-a", "\u0301a", "a\u202e"})
    void invalidNames(String name) {
        assertFalse(Names.isName(name));
        assertFalse(Names.isName("x".repeat(33)));
    }
}
