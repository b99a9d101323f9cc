package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import netkit.lab.script.LabSyntaxException;

/** Lists of numbers as text: {@code 4 9 13}, or {@code none}. */
public final class Numbers {
    private static final int MAX = 10_000;
    private static final String NONE = "none";

    private Numbers() {}

    /** Returns the text of these numbers, in their order. */
    public static byte[] text(Collection<Long> numbers) {
        return (numbers.isEmpty() ? NONE
                : numbers.stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns the numbers in a text, in their order.
     *
     * @throws LabSyntaxException if it has something else
     */
    public static List<Long> of(byte[] text) {
        String words = new String(text, StandardCharsets.ISO_8859_1).strip();
        if (words.equals(NONE) || words.isEmpty()) {
            return List.of();
        }
        try {
            return java.util.Arrays.stream(words.split("\\s+")).map(Long::valueOf).toList();
        } catch (NumberFormatException _) {
            throw new LabSyntaxException(1, "'" + words + "' is no list of numbers, such as \"4 9 13\"");
        }
    }

    /** Returns all numbers of a range. */
    static byte[] range(long from, long to) {
        requireRange(from, to);
        return text(LongStream.rangeClosed(from, to).boxed().toList());
    }

    /** Returns different numbers of a range at random, ascending. */
    static byte[] random(Names names, long count, long from, long to, Collection<Long> except) {
        requireRange(from, to);
        List<Long> left = new ArrayList<>(LongStream.rangeClosed(from, to).boxed().toList());
        left.removeAll(except);
        if (count < 0 || count > left.size()) {
            throw new LabSyntaxException(1,
                    "numbers: there are " + left.size() + " to choose from, not " + count);
        }
        TreeSet<Long> chosen = new TreeSet<>();
        while (chosen.size() < count) {
            chosen.add(left.remove(names.random().nextInt(left.size())));
        }
        return text(chosen);
    }

    /** Returns the same numbers in another order, at random. */
    static byte[] shuffled(Names names, byte[] text) {
        List<Long> left = new ArrayList<>(of(text));
        List<Long> all = new ArrayList<>();
        while (!left.isEmpty()) {
            all.add(left.remove(names.random().nextInt(left.size())));
        }
        return text(all);
    }

    private static void requireRange(long from, long to) {
        if (from > to || to - from >= MAX) {
            throw new LabSyntaxException(1,
                    from + " to " + to + " is no range of at most " + MAX + " numbers");
        }
    }
}
