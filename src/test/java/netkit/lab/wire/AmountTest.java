package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {
    @ParameterizedTest
    @CsvSource({"0s, 0s", "250ms, 250ms", "1500ms, 1.5s", "0.25ms, 250us", "90m, 5400s", "7ns, 7ns",
        "0.29s, 290ms", "2562047h, 9223369200s", "999999999999999ns, 999999.999999999s"})
    void durationIsFormattedAsItIsParsed(String typed, String written) {
        assertEquals(written, Amount.text(Amount.duration(typed)));
    }

    @ParameterizedTest
    @CsvSource({"512, 512b", "64k, 64k", "1536, 1536b", "16m, 16m", "1g, 1g", "0, 0b", "1.5m, 1536k",
        "1000000, 1000000b",
        "2147483647, 2147483647b"})
    void sizeIsFormattedAsItIsParsed(String typed, String written) {
        assertEquals(written, Amount.sizeText(Amount.size(typed)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2g", "2147483648", "999999999999999g", "0.5"})
    void sizeThatIsNoNumberOfBytesIsRejected(String typed) {
        assertThrows(IllegalArgumentException.class, () -> Amount.size(typed));
    }

    @ParameterizedTest
    @CsvSource({"10%, 10%", "0%, 0%", "12.3%, 12.3%", "0.07%, 0.07%", "100%, 100%", "7.00%, 7%"})
    void percentageIsFormattedAsItIsParsed(String typed, String written) {
        assertEquals(written, Amount.percentageText(Amount.percentage(typed)));
    }

    @ParameterizedTest
    @CsvSource({"10000000, 10mbit", "64000, 64kbit", "1500000, 1.5mbit", "1, 1bit", "2500000000, 2.5gbit"})
    void rateIsFormattedInItsLargestUnit(long bitsPerSecond, String written) {
        assertEquals(written, Amount.rateText(bitsPerSecond));
    }

    @Test
    void formattedAmountParsesToTheSameValue() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            Duration time = Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 63)));
            assertEquals(time, Amount.duration(Amount.text(time)));
            int size = random.nextInt(1 << random.nextInt(1, 31));
            assertEquals(size, Amount.size(Amount.sizeText(size)));
            double fraction = random.nextInt(1_000_001) / 1e6;
            assertEquals(fraction, Amount.percentage(Amount.percentageText(fraction)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ms", "-1ms", "1ms2", "1 ms", "fast", "2562048h", "999999999999999h",
        "9223372037s"})
    void invalidDurationIsRejectedInOneLine(String typed) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Amount.duration(typed));

        assertEquals("'" + typed + "' is not a duration: write for example 250ms, 2s or 1m", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0%, 0", "10%, 0.1", "0.5%, 0.005", "100%, 1"})
    void percentageIsConvertedToFraction(String typed, double expected) {
        assertEquals(expected, Amount.percentage(typed), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "0.1", "%", "-1%", "101%", "100.1%", "10 %", "10%%"})
    void invalidPercentageIsRefusedWithExample(String typed) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Amount.percentage(typed));

        assertEquals("'" + typed + "' is not a percentage from 0% to 100%: write for example 10%",
                e.getMessage());
    }
}
