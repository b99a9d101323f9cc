package netkit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

class RateTest {
    @ParameterizedTest
    @CsvSource({"500/s, 500, MESSAGES", "500, 500, MESSAGES", "0.5/s, 0.5, MESSAGES", "10mbit, 1e7, BITS",
        "1.5kbit, 1500, BITS", "8bit, 8, BITS", "1gbit, 1e9, BITS", "10Mbit, 1e7, BITS", "5/S, 5, MESSAGES"})
    void rateIsMessagesOrBitsPerSecond(String typed, double perSecond, Rate.Unit unit) {
        assertEquals(new Rate(perSecond, unit), Rate.parse(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0/s", "0mbit", "-1/s", "5/m", "5 /s", "10mb", "10mbit/s", "mbit", "10%",
        "fast"})
    void invalidRateIsRefusedWithExample(String typed) {
        Exception e = assertThrows(TypeConversionException.class, () -> Rate.parse(typed));

        assertEquals("'" + typed + "' is not a rate: write for example 500/s or 10mbit", e.getMessage());
    }

    @Test
    void bitsPerSecondConvertToMessagesPerSecond() {
        assertEquals(12_500, Rate.parse("10mbit").messagesPerSecond(100));
        assertEquals(500, Rate.parse("500/s").messagesPerSecond(100));
    }
}
