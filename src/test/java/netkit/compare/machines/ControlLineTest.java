package netkit.compare.machines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonParser;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

class ControlLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "[]", "3", "{", "{\"a\":}", "GET / HTTP/1.1", "null"})
    void onlyAnObjectIsALine(String line) {
        assertThrows(ControlException.class, () -> ControlLine.parse(line));
    }

    @Test
    void deepNestingIsRefusedBeforeItIsParsed() {
        String deep = "{\"a\":" + "[".repeat(100_000);

        assertEquals("a line is nested too deep",
                assertThrows(ControlException.class, () -> ControlLine.parse(deep)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "11", "1.5", "1e400", "\"3\"", "true", "null", "[]"})
    void numberIsAWholeOneOfItsRange(String value) throws ControlException {
        ControlLine line = ControlLine.parse("{\"n\":" + value + "}");

        assertEquals("'n' must be a whole number from 0 to 10",
                assertThrows(ControlException.class, () -> line.number("n", 0, 10)).getMessage());
    }

    @Test
    void textIsShownWithoutControls() throws ControlException {
        String text = ControlLine.parse("{\"end\":\"a\\u001b[2Jb\"}").text("end");

        assertFalse(text.contains("\u001b"), text);
        assertTrue(ControlLine.parse("{\"end\":\"" + "x".repeat(5000) + "\"}").text("end").length() < 400);
    }

    @Test
    void ledgerCrossesInArrays() throws ControlException {
        Ledger ledger = new Ledger(2);
        ledger.reached(Stage.OFFERED, 1, 7);
        ledger.delivered(1, 9, true);
        ledger.copyLost(1, "refused by send: closed");

        Ledger other = new Ledger(2);
        LedgerLines.entries(ledger, 0).forEach(line -> {
            try {
                other.add(LedgerLines.entry(line, 2), time -> time + 100);
            } catch (ControlException e) {
                throw new AssertionError(e);
            }
        });

        assertEquals(107, other.at(Stage.OFFERED, 1).orElseThrow());
        assertEquals(109, other.at(Stage.DELIVERED, 1).orElseThrow());
        assertEquals(1, other.deliveries(1));
        assertTrue(other.isOwnRead(1));
        assertEquals("refused by send: closed", other.cause(1).orElseThrow());
        assertFalse(other.has(Stage.OFFERED, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "{}", "[2,0,0,0,0,0,0,0,0,0,0,0,null]", "[\"1\",0,0,0,0,0,0,0,0,0,0,0,null]"})
    void entryOfNoMessageOfTheTrialIsRefused(String entry) {
        assertThrows(ControlException.class, () -> LedgerLines.entry(JsonParser.parseString(entry), 2));
    }

    @Test
    void tokenIsProvedWithoutBeingShown() {
        Token token = Token.random();
        Token typed = Token
                .typed(" " + token.toString().toUpperCase(java.util.Locale.ROOT).replace("-", "") + " ");

        assertTrue(token.isProof("abc", typed.proof("abc")));
        assertFalse(token.isProof("abd", typed.proof("abc")), "a proof serves one challenge");
        assertFalse(token.isProof("abc", Token.random().proof("abc")));
        assertFalse(token.isProof("abc", ""));
        assertThrows(IllegalArgumentException.class, () -> Token.typed(" - "));
        assertThrows(IllegalArgumentException.class, () -> Token.chosen("short"));
    }
}
