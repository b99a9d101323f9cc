package netkit.lesson.check;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes whose parts may have names: the value of an expression.
 *
 * @param fields the named parts, in order; they need not cover all bytes
 */
public record FieldBytes(byte[] bytes, List<Field> fields) {
    /**
     * A named part.
     *
     * @param from index of its first byte
     * @param to index behind its last byte
     */
    public record Field(String name, int from, int to) {}

    public FieldBytes {
        fields = List.copyOf(fields);
    }

    public static FieldBytes of(byte[] bytes) {
        return new FieldBytes(bytes, List.of());
    }

    /** Returns the same bytes as one field. */
    FieldBytes named(String name) {
        return new FieldBytes(bytes, List.of(new Field(name, 0, bytes.length)));
    }

    static FieldBytes join(List<FieldBytes> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Field> fields = new ArrayList<>();
        for (FieldBytes part : parts) {
            int start = all.size();
            part.fields.forEach(
                    field -> fields.add(new Field(field.name, start + field.from, start + field.to)));
            all.writeBytes(part.bytes);
        }
        return new FieldBytes(all.toByteArray(), fields);
    }

    public int length() {
        return bytes.length;
    }

    /** Returns where a byte is: {@code byte 5, body} or {@code byte 5}. */
    public String place(int index) {
        return "byte " + index + fields.stream().filter(field -> field.from <= index && index < field.to)
                .findFirst().map(field -> ", " + field.name).orElse("");
    }

    /** Returns the name of the field that holds a byte; empty if none does. */
    public String field(int index) {
        return fields.stream().filter(field -> field.from <= index && index < field.to).findFirst()
                .map(Field::name).orElse("");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldBytes that && Arrays.equals(bytes, that.bytes)
                && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
