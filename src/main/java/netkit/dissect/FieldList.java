package netkit.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

import netkit.packet.BigEndian;
import netkit.packet.IpAddress;
import netkit.packet.MacAddress;

/**
 * A builder of the fields of a header, in order. The first field that reaches beyond the captured bytes ends it: neither
 * this field nor a later one is added. Offsets are relative to the header.
 */
final class FieldList {
    private static final LongFunction<String> DECIMAL = Long::toString;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final List<Field> fields = new ArrayList<>();
    private boolean isEnded;
    private boolean isLastAdded;

    /** @param to end of the captured bytes of the header */
    FieldList(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    List<Field> fields() {
        return fields;
    }

    /** Whether a field was beyond the captured bytes. */
    boolean isEnded() {
        return isEnded;
    }

    /** Returns the bytes from this offset to the end of the captured ones. */
    int remaining(int offset) {
        return to - from - offset;
    }

    int at8(int offset) {
        return bytes[from + offset] & 0xFF;
    }

    int at16(int offset) {
        return at8(offset) << 8 | at8(offset + 1);
    }

    /** Returns the bits of the mask in a big-endian number of up to 8 bytes, shifted down to the lowest. */
    long at(int offset, int length, long mask) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | at8(offset + i);
        }
        return mask == 0 ? value : (value & mask) >>> Long.numberOfTrailingZeros(mask);
    }

    FieldList decimal(String name, String label, int offset, int length) {
        return number(name, label, offset, length, 0, DECIMAL);
    }

    /** @param meaning shown behind the number, in parentheses; null for none */
    FieldList decimal(String name, String label, int offset, int length, LongFunction<String> meaning) {
        return number(name, label, offset, length, 0,
                value -> withMeaning(Long.toString(value), meaning, value));
    }

    FieldList hex(String name, String label, int offset, int length) {
        return number(name, label, offset, length, 0, value -> hex(value, length));
    }

    FieldList hex(String name, String label, int offset, int length, LongFunction<String> meaning) {
        return number(name, label, offset, length, 0,
                value -> withMeaning(hex(value, length), meaning, value));
    }

    static String hex(long value, int length) {
        String digits = Long.toHexString(value);
        return "0x" + "0".repeat(Math.max(0, 2 * length - digits.length())) + digits;
    }

    private static String withMeaning(String shown, LongFunction<String> meaning, long value) {
        String text = meaning.apply(value);
        return text == null ? shown : shown + " (" + text + ")";
    }

    /** @param mask the bits of the number; 0 for all */
    FieldList number(String name, String label, int offset, int length, long mask,
            LongFunction<String> shown) {
        return number(name, label, offset, length, mask, 1, shown);
    }

    /** @param unit multiplied with the bits */
    FieldList number(String name, String label, int offset, int length, long mask, int unit,
            LongFunction<String> shown) {
        if (fits(offset, length)) {
            long value = unit * at(offset, length, mask);
            add(name, label, new FieldValue.Number(value), shown.apply(value), offset, length, mask);
        }
        return this;
    }

    /** A number that these bytes mean. */
    FieldList value(String name, String label, long value, String shown, int offset, int length) {
        if (fits(offset, length)) {
            add(name, label, new FieldValue.Number(value), shown, offset, length, 0);
        }
        return this;
    }

    FieldList bits(String name, String label, int offset, int length, long mask) {
        return number(name, label, offset, length, mask, DECIMAL);
    }

    FieldList flag(String name, String label, int offset, int length, long mask) {
        if (fits(offset, length)) {
            boolean isSet = at(offset, length, mask) != 0;
            add(name, label, new FieldValue.Flag(isSet), isSet ? "set" : "not set", offset, length, mask);
        }
        return this;
    }

    FieldList ipv4(String name, String label, int offset) {
        if (fits(offset, 4)) {
            text(name, label, IpAddress.ipv4(BigEndian.get32(bytes, from + offset)).toString(), offset, 4);
        }
        return this;
    }

    FieldList ipv6(String name, String label, int offset) {
        if (fits(offset, 16)) {
            text(name, label, ipv6(bytes, from + offset), offset, 16);
        }
        return this;
    }

    /** Returns the text of an IPv6 address, an IPv4-mapped one as {@code ::ffff:192.0.2.1} (RFC 5952 §5). */
    static String ipv6(byte[] bytes, int at) {
        IpAddress address = IpAddress.ipv6(bytes, at);
        return address.isIpv4() ? "::ffff:" + address : address.toString();
    }

    FieldList mac(String name, String label, int offset) {
        if (fits(offset, 6)) {
            text(name, label, new MacAddress(at(offset, 6, 0)).toString(), offset, 6);
        }
        return this;
    }

    /** A text that these bytes mean. */
    FieldList text(String name, String label, String text, int offset, int length) {
        if (fits(offset, length)) {
            add(name, label, new FieldValue.Text(text), text, offset, length, 0);
        }
        return this;
    }

    FieldList bytes(String name, String label, int offset, int length) {
        if (fits(offset, length)) {
            byte[] value = Arrays.copyOfRange(bytes, from + offset, from + offset + length);
            add(name, label, new FieldValue.Bytes(value), shown(value), offset, length, 0);
        }
        return this;
    }

    private static String shown(byte[] value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(value.length, 16); i++) {
            text.append(i == 0 ? "" : " ").append(Character.forDigit(value[i] >>> 4 & 0xF, 16))
                    .append(Character.forDigit(value[i] & 0xF, 16));
        }
        return value.length > 16 ? text + " … (" + value.length + " bytes)" : text.toString();
    }

    /** A value that is computed, in place of bytes. */
    FieldList computed(String name, String label, long value, String shown) {
        return computed(name, label, new FieldValue.Number(value), shown);
    }

    FieldList computed(String name, String label, FieldValue value, String shown) {
        if (!isEnded) {
            add(name, label, value, shown, 0, 0, 0);
        }
        return this;
    }

    FieldList all(List<Field> more) {
        if (!isEnded) {
            fields.addAll(more);
        }
        return this;
    }

    /** Adds parts to the last field, if it was added. */
    FieldList parts(Consumer<FieldList> builder) {
        if (isLastAdded) {
            Field whole = fields.removeLast();
            FieldList parts = new FieldList(bytes, from, to);
            builder.accept(parts);
            fields.add(new Field(whole.name(), whole.label(), whole.value(), whole.shown(), whole.from(),
                    whole.to(),
                    whole.mask(), parts.fields));
            isEnded = parts.isEnded;
        }
        return this;
    }

    private boolean fits(int offset, int length) {
        isEnded |= length > remaining(offset);
        isLastAdded = false;
        return !isEnded;
    }

    private void add(String name, String label, FieldValue value, String shown, int offset, int length,
            long mask) {
        fields.add(
                new Field(name, label, value, shown, from + offset, from + offset + length, mask, List.of()));
        isLastAdded = true;
    }
}
