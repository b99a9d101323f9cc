package netkit.lesson.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import netkit.lab.script.LabSyntaxException;

/** The values of the names of a running check, and its source of random values. Not thread-safe. */
public final class Names {
    private final Map<String, FieldBytes> bytes = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final SplittableRandom random;

    /** @param id of the check: equal seeds and ids give equal values, whatever other checks do */
    public Names(long seed, String id) {
        random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L ^ id.hashCode());
    }

    private Names(Names other) {
        bytes.putAll(other.bytes);
        numbers.putAll(other.numbers);
        random = other.random.split();
    }

    public void set(String name, byte[] value) {
        bytes.put(name, FieldBytes.of(value));
    }

    void set(String name, FieldBytes value) {
        bytes.put(name, value);
    }

    void set(String name, long value) {
        numbers.put(name, value);
    }

    /** @throws LabSyntaxException if the name has no value: what should have captured it has not run */
    FieldBytes bytes(String name) {
        FieldBytes value = bytes.get(name);
        if (value == null) {
            throw new LabSyntaxException(1, "'" + name + "' has no value here");
        }
        return value;
    }

    long number(String name) {
        Long value = numbers.get(name);
        if (value == null) {
            throw new LabSyntaxException(1, "'" + name + "' has no value here");
        }
        return value;
    }

    /** Returns the names of the lists of numbers that have this number, in alphabetical order. */
    public List<String> namesOf(long number) {
        return bytes.entrySet().stream().filter(entry -> isListWith(entry.getValue(), number))
                .map(Map.Entry::getKey).sorted().toList();
    }

    private static boolean isListWith(FieldBytes value, long number) {
        try {
            return Numbers.of(value.bytes()).contains(number);
        } catch (LabSyntaxException _) {
            return false;
        }
    }

    /** Returns names with the same values, and random values of their own that follow from the same seed. */
    public Names fork() {
        return new Names(this);
    }

    public SplittableRandom random() {
        return random;
    }
}
