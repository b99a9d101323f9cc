package netkit.dissect.application;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects the names of fields, and requires that each lies in order. */
final class FieldNames implements FieldSink {
    private final List<String> names = new ArrayList<>();

    List<String> names() {
        return names;
    }

    private FieldSink add(String name, int from, int to) {
        if (from < 0 || to < from) {
            throw new AssertionError(name + " lies from " + from + " to " + to);
        }
        names.add(name);
        return this;
    }

    @Override
    public FieldSink number(String name, String label, long value, String shown, int from, int to,
            long mask) {
        return add(name, from, to);
    }

    @Override
    public FieldSink flag(String name, String label, boolean value, int from, int to, long mask) {
        return add(name, from, to);
    }

    @Override
    public FieldSink text(String name, String label, String value, int from, int to) {
        return add(name, from, to);
    }

    @Override
    public FieldSink bytes(String name, String label, byte[] value, int from, int to) {
        return add(name, from, to);
    }

    @Override
    public FieldSink parts(Consumer<FieldSink> parts) {
        parts.accept(this);
        return this;
    }
}
