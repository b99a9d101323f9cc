package netkit.lesson.judge;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;

/** Compares a line that a program has to print, {@code no answer: 4 9 13}, with what it printed. */
final class ReportedNumbers {
    private static final String NONE = "none";

    private ReportedNumbers() {}

    /**
     * Returns what is wrong; its field is {@code report} (no such line, or no numbers), {@code missing number},
     * {@code extra number}, {@code repeated number}, {@code order}, or the label if other words differ.
     *
     * @param label start of the line; the last line that starts with it counts
     * @param value what has to follow
     */
    static Optional<Failure> failure(String label, String value, String printed, Names names) {
        String wanted = label + " " + value;
        List<String> lines = printed.lines().map(String::strip).filter(line -> line.startsWith(label))
                .toList();
        if (lines.isEmpty()) {
            return wrong("the output has no line that starts with '" + label + "'", wanted, "", "report");
        }
        String line = lines.getLast();
        List<String> expected = words(value);
        List<String> reported = words(line.substring(label.length()));
        if (expected.equals(reported)) {
            return Optional.empty();
        }
        if (!areNumbers(expected)) {
            return wrong("'" + label + "' is followed by something else", wanted, line,
                    label.replaceAll("[\\s:]+$", ""));
        }
        if (!areNumbers(reported)) {
            return wrong("the numbers behind '" + label + "' cannot be read", wanted, line, "report");
        }
        return inNumbers(numbers(expected), numbers(reported), names, wanted, line, label);
    }

    private static Optional<Failure> inNumbers(List<Long> expected, List<Long> reported, Names names,
            String wanted, String line, String label) {
        Set<Long> different = new TreeSet<>(expected);
        different.addAll(reported);
        different.removeIf(number -> expected.contains(number) && reported.contains(number));
        if (different.isEmpty()) {
            return new HashSet<>(reported).size() < reported.size()
                    ? wrong("a number stands twice behind '" + label + "'", wanted, line, "repeated number")
                    : reported.equals(expected) ? Optional.empty()
                            : wrong("the numbers behind '" + label + "' are not in ascending order", wanted,
                                    line, "order");
        }
        long number = different.iterator().next();
        boolean missing = expected.contains(number);
        List<String> in = names.namesOf(number);
        String message = "%d %s behind '%s'%s".formatted(number, missing ? "is missing" : "should not stand",
                label, in.isEmpty() ? "" : ": it is one of " + String.join(" and ", in));
        return wrong(message, wanted, line, missing ? "missing number" : "extra number")
                .map(failure -> failure.withNumber(number));
    }

    private static Optional<Failure> wrong(String message, String expected, String received, String field) {
        return Optional
                .of(Failure.wrong(message, FieldBytes.of(latin(expected)), latin(received), -1, field));
    }

    private static byte[] latin(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("[\\s,]+"));
    }

    private static boolean areNumbers(List<String> words) {
        return words.equals(List.of(NONE)) || words.stream().allMatch(word -> word.matches("\\d{1,9}"));
    }

    private static List<Long> numbers(List<String> words) {
        return words.equals(List.of(NONE)) ? List.of() : words.stream().map(Long::valueOf).toList();
    }
}
