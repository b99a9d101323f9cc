package netkit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "2s, PT2S", "1m, PT1M", "1.5h, PT1H30M", "20us, PT0.00002S",
        "7ns, PT0.000000007S",
        "0s, PT0S", "0.5s, PT0.5S", "2S, PT2S", "100000h, PT100000H"})
    void durationIsNumberWithUnit(String typed, Duration expected) {
        assertEquals(expected, Quantity.duration(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "s", "-1s", "+1s", "1 s", "1d", "1.s", ".5s", "1e3s", "1s ", "1m30s", "٣s",
                "999999999999999h"})
    void invalidDurationIsRefusedWithExample(String typed) {
        Exception e = assertThrows(TypeConversionException.class, () -> Quantity.duration(typed));

        assertEquals("'" + typed + "' is not a duration: write for example 250ms, 2s or 1m", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "512, 512", "512b, 512", "64k, 65536", "1.5k, 1536", "16M, 16777216",
        "1g, 1073741824",
        "2147483647, 2147483647"})
    void sizeIsBytesWithSuffixesOfPowersOf1024(String typed, int expected) {
        assertEquals(expected, new Quantity.Size().convert(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "k", "-1", "1kb", "1 k", "2g", "2147483648", "1.5", "0.0001k", "64kib", "1e3"})
    void invalidSizeIsRefusedWithExample(String typed) {
        Exception e = assertThrows(TypeConversionException.class, () -> new Quantity.Size().convert(typed));

        assertEquals("'" + typed + "' is not a size: write for example 512, 64k or 16m (less than 2g)",
                e.getMessage());
    }

    /** In Turkish the lower case of I has no dot, so MBIT would not become mbit. */
    @Test
    void parsingIsIndependentOfLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr", "TR"));
        try {
            assertEquals(1e6, Rate.parse("1MBIT").perSecond());
        } finally {
            Locale.setDefault(before);
        }
    }
}
