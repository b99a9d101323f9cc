package netkit.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of one workload: a rate for each contestant and round. */
final class Rounds {
    private final Map<Contestant, double[]> rates = new EnumMap<>(Contestant.class);
    private final int rounds;

    Rounds(int rounds) {
        this.rounds = rounds;
    }

    void record(Contestant contestant, int round, double rate) {
        rates.computeIfAbsent(contestant, _ -> new double[rounds])[round] = rate;
    }

    double median(Contestant contestant) {
        return median(rates.get(contestant).clone());
    }

    /** Returns the median, smallest and largest ratio of the rounds; a disturbance in a round affects both contestants. */
    String ratio(Contestant one, Contestant other) {
        double[] ratios = new double[rounds];
        Arrays.setAll(ratios, i -> rates.get(one)[i] / rates.get(other)[i]);
        double median = median(ratios);
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, ratios[0], ratios[rounds - 1]);
    }

    static void header(String first, List<Contestant> contestants) {
        System.out.printf("%-15s", first);
        contestants.forEach(contestant -> System.out.printf("%14s", contestant.title()));
        contestants.stream().skip(1).forEach(other -> System.out.printf("%25s",
                contestants.getFirst().title() + " / " + other.title()));
        System.out.println();
    }

    void print(String title, String unit, List<Contestant> contestants) {
        System.out.printf("%-15s", title);
        for (Contestant contestant : contestants) {
            System.out.printf(Locale.ROOT, "%9.1f %-4s", median(contestant), unit);
        }
        contestants.stream().skip(1).forEach(
                other -> System.out.printf("%25s", ratio(contestants.getFirst(), other)));
        System.out.println();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
