package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportScaleTest {
    @ParameterizedTest
    @CsvSource({"0, 100", "5, 60", "10, 20", "-1, 100", "99, 20"})
    void linearScaleIsProportionalAndClampsAtItsEnds(double value, double at) {
        assertEquals(at, new ReportScale(false, 0, 10, 100, 20).at(value), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "10, 10", "100, 20", "1000, 30", "0, 0", "5000, 30"})
    void logarithmicScaleGivesEachDecadeTheSameRoom(double value, double at) {
        assertEquals(at, new ReportScale(true, 1, 1000, 0, 30).at(value), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"0.97, 1", "1, 1", "1.01, 1.5", "3.1, 4", "40, 40", "1470, 1500", "0, 1"})
    void scaleFromZeroEndsAtARoundValue(double highest, double end) {
        ReportScale scale = ReportScale.fromZero(highest, 5, 0, 1);
        assertEquals(0, scale.low());
        assertEquals(end, scale.high(), 1e-9);
    }

    @Test
    void ticksAreRoundAndIncludeTheEnds() {
        assertEquals(List.of(0.0, 500.0, 1000.0, 1500.0), ReportScale.fromZero(1470, 5, 0, 1).ticks(5));
        assertEquals(List.of(0.0, 1.0, 2.0, 3.0, 4.0), new ReportScale(false, 0, 4.95, 0, 1).ticks(8));
    }

    @Test
    void decadesEncloseTheValues() {
        assertEquals(List.of(0.1, 1.0, 10.0), rounded(ReportScale.decades(0.27, 3, 0, 1).ticks(5)));
        assertEquals(List.of(10.0, 100.0), rounded(ReportScale.decades(10, 10, 0, 1).ticks(5)));
        assertEquals(List.of(1.0, 100.0, 10_000.0), rounded(ReportScale.decades(1, 20_000, 0, 1).ticks(3)));
    }

    private static List<Double> rounded(List<Double> ticks) {
        return ticks.stream().map(tick -> Math.round(tick * 1e6) / 1e6).toList();
    }

    @Test
    void emptyRangeAndLogarithmOfZeroAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> new ReportScale(false, 5, 5, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new ReportScale(true, 0, 5, 0, 1));
    }
}
