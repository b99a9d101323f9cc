package netkit.report;

import java.util.ArrayList;
import java.util.List;

/** Formats message numbers as ranges: {@code 3, 7–9, 12 and 40 more}. */
public final class NumberRanges {
    private NumberRanges() {}

    /**
     * @param numbers ascending
     * @param most how many ranges to write out
     */
    public static String text(List<Integer> numbers, int most) {
        List<String> ranges = new ArrayList<>();
        int written = 0;
        for (int i = 0; i < numbers.size() && ranges.size() < most;) {
            int first = i;
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
                i++;
            }
            ranges.add(first == i ? "" + numbers.get(i)
                    : numbers.get(first) + (first + 1 == i ? ", " : "–") + numbers.get(i));
            i++;
            written = i;
        }
        String text = String.join(", ", ranges);
        return written == numbers.size() ? text
                : text + " and " + Numbers.grouped(numbers.size() - written) + " more";
    }
}
