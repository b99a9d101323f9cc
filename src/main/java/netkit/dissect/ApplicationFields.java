package netkit.dissect;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

import netkit.dissect.application.FieldSink;

/** Collects the fields of an application's message. */
final class ApplicationFields implements FieldSink {
    private static final int MOST_SHOWN = 16;

    private final int base;
    private final List<Field> fields = new ArrayList<>();

    /** @param base where the message begins in the bytes of its layer */
    ApplicationFields(int base) {
        this.base = base;
    }

    List<Field> fields() {
        return fields;
    }

    private FieldSink add(String name, String label, FieldValue value, String shown, int from, int to,
            long mask) {
        fields.add(new Field(name, label, value, shown, base + from, base + to, mask, List.of()));
        return this;
    }

    @Override
    public FieldSink number(String name, String label, long value, String shown, int from, int to,
            long mask) {
        return add(name, label, new FieldValue.Number(value), shown, from, to, mask);
    }

    @Override
    public FieldSink flag(String name, String label, boolean value, int from, int to, long mask) {
        return add(name, label, new FieldValue.Flag(value), value ? "set" : "not set", from, to, mask);
    }

    @Override
    public FieldSink text(String name, String label, String value, int from, int to) {
        return add(name, label, new FieldValue.Text(value), value, from, to, 0);
    }

    @Override
    public FieldSink bytes(String name, String label, byte[] value, int from, int to) {
        String shown = HexFormat.ofDelimiter(" ").formatHex(value, 0, Math.min(value.length, MOST_SHOWN));
        return add(name, label, new FieldValue.Bytes(value),
                value.length > MOST_SHOWN ? shown + " … (" + value.length + " bytes)" : shown, from, to, 0);
    }

    @Override
    public FieldSink parts(Consumer<FieldSink> parts) {
        ApplicationFields inner = new ApplicationFields(base);
        parts.accept(inner);
        Field whole = fields.removeLast();
        fields.add(new Field(whole.name(), whole.label(), whole.value(), whole.shown(), whole.from(),
                whole.to(), whole.mask(), List.copyOf(inner.fields)));
        return this;
    }
}
