package netkit.lesson.check;

import java.util.HashMap;
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

    public SplittableRandom random() {
        return random;
    }
}
