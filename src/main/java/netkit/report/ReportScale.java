package netkit.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values lie on an axis.
 *
 * @param logarithmic each decade takes the same room; else each unit does
 * @param low the smallest value; above 0 where the scale is logarithmic
 * @param high the largest value
 * @param from the coordinate of the smallest
 * @param to the coordinate of the largest
 */
record ReportScale(boolean logarithmic, double low, double high, double from, double to) {
    private static final double[] STEPS = {1, 2, 5, 10};

    ReportScale {
        if (!(low < high) || logarithmic && !(low > 0)) {
            throw new IllegalArgumentException("no scale from " + low + " to " + high);
        }
    }

    /** From 0 to a round value that is not below the highest one. */
    static ReportScale fromZero(double highest, int ticks, double from, double to) {
        double most = highest > 0 ? highest : 1;
        double step = step(most, ticks);
        return new ReportScale(false, 0, Math.ceil(most / step - 1e-9) * step, from, to);
    }

    /** Whole decades around the values. */
    static ReportScale decades(double lowest, double highest, double from, double to) {
        double low = Math.pow(10, Math.floor(Math.log10(lowest) + 1e-9));
        double high = Math.pow(10, Math.ceil(Math.log10(highest) - 1e-9));
        return new ReportScale(true, low, high > low ? high : low * 10, from, to);
    }

    /** The coordinate of a value; those beyond an end are put there. */
    double at(double value) {
        double inside = Math.clamp(value, low, high);
        double share = logarithmic ? Math.log(inside / low) / Math.log(high / low)
                : (inside - low) / (high - low);
        return from + share * (to - from);
    }

    /** Round values, the ends among them where they are round. @param about how many there should be */
    List<Double> ticks(int about) {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            double decades = Math.log10(high / low);
            int every = (int) Math.max(1, Math.ceil(decades / about - 1e-9));
            for (int power = 0; power <= decades + 1e-9; power += every) {
                ticks.add(low * Math.pow(10, power));
            }
        } else {
            double step = step(high - low, about);
            for (long i = Math.round(Math.ceil(low / step - 1e-9)); i * step <= high * (1 + 1e-9); i++) {
                ticks.add(i * step);
            }
        }
        return ticks;
    }

    /** Returns 1, 2 or 5 times a power of ten, so that the range has at most {@code most} steps. */
    private static double step(double range, int most) {
        double rough = range / most;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double step : STEPS) {
            if (step * power >= rough * (1 - 1e-9)) {
                return step * power;
            }
        }
        throw new IllegalStateException("no step for " + range);
    }
}
