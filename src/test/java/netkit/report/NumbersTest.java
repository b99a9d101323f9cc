package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"0, 0.00 ms", "272000, 0.27 ms", "12340000, 12.3 ms", "204000000, 204 ms",
        "999400000, 999 ms",
        "999600000, 1.00 s", "3207000000, 3.21 s", "43000000000, 43.0 s", "-200000, -0.20 ms"})
    void timeHasThreeDigitsAndAUnit(long nanos, String words) {
        assertEquals(words, Numbers.time(nanos));
    }

    @ParameterizedTest
    @CsvSource({"214000, 0.214", "9999999000, 9999.999", "9999999600, 10000", "10000000000, 10000"})
    void longTimesHaveNoFractions(long nanos, String millis) {
        assertEquals(millis, Numbers.millis(nanos));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100000, 0.1 ms", "200000000, 200 ms", "1500000000, 1.5 s", "1000, 0.001 ms"})
    void tickHasNoSuperfluousDigits(double nanos, String words) {
        assertEquals(words, Numbers.tick(nanos));
    }

    @ParameterizedTest
    @CsvSource({"1600, 1000, 1.60", "195000, 1000, 195", "0, 0, 0.00", "9996, 1000, 10"})
    void costPerMessageIsShort(double amount, int messages, String words) {
        assertEquals(words, Numbers.per(amount, messages));
    }

    @Test
    void neighboursAreOneRange() {
        assertEquals("1, 3–5, 7, 8, 10", Numbers.ranges(List.of(1, 3, 4, 5, 7, 8, 10), 9));
    }

    @Test
    void furtherRangesAreCounted() {
        assertEquals("1, 3–5 and 3 more", Numbers.ranges(List.of(1, 3, 4, 5, 7, 9, 11), 2));
    }

    @Test
    void singleNumberAndEmptyList() {
        assertEquals("4", Numbers.ranges(List.of(4), 1));
        assertEquals("", Numbers.ranges(List.of(), 1));
    }
}
