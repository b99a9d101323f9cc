package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class NumberRangesTest {
    @Test
    void neighboursAreOneRange() {
        assertEquals("1, 3–5, 7, 8, 10", NumberRanges.text(List.of(1, 3, 4, 5, 7, 8, 10), 9));
    }

    @Test
    void furtherRangesAreCounted() {
        assertEquals("1, 3–5 and 3 more", NumberRanges.text(List.of(1, 3, 4, 5, 7, 9, 11), 2));
    }

    @Test
    void singleNumberAndEmptyList() {
        assertEquals("4", NumberRanges.text(List.of(4), 1));
        assertEquals("", NumberRanges.text(List.of(), 1));
    }
}
