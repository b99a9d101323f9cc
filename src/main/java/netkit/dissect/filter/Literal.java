package netkit.dissect.filter;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import netkit.dissect.Field;
import netkit.dissect.FieldValue;

/**
 * A value in a filter, which is compared with those of fields.
 *
 * @param isQuoted whether it is text in quotes
 */
record Literal(String text, boolean isQuoted) {
    /** Returns the whole number that this is: decimal, or hexadecimal with 0x. */
    OptionalLong number() {
        return isQuoted ? OptionalLong.empty() : number(text);
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(text.matches("0[xX][0-9a-fA-F]+") ? Long.parseLong(text.substring(2), 16)
                    : Long.parseLong(text));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Returns the number that this is, which may have a fraction, as a time has. */
    OptionalDouble decimal() {
        OptionalLong whole = number();
        return whole.isPresent() ? OptionalDouble.of(whole.getAsLong())
                : isQuoted ? OptionalDouble.empty() : decimal(text);
    }

    private static OptionalDouble decimal(String text) {
        return text.matches("-?\\d+(\\.\\d+)?") ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }

    /** Returns whether the value of the field is this one. */
    boolean equalTo(Field field) {
        return switch (field.value()) {
            case FieldValue.Number(long value) -> number().isPresent() ? number().getAsLong() == value
                    : isNameIn(field.shown());
            case FieldValue.Flag(boolean isSet) -> isSet
                    ? List.of("1", "true", "set").contains(text.toLowerCase(Locale.ROOT))
                    : List.of("0", "false", "unset").contains(text.toLowerCase(Locale.ROOT));
            case FieldValue.Text(String value) -> value.equals(text) || !isQuoted && isSame(value);
            case FieldValue.Bytes(byte[] value) -> Arrays.equals(value, bytes());
        };
    }

    /** The meaning of a number, which is shown beside it: {@code Ping (9)}, {@code 0x0800 (IPv4)}. */
    private boolean isNameIn(String shown) {
        int bracket = shown.indexOf(" (");
        return shown.equalsIgnoreCase(text) || bracket > 0 && shown.endsWith(")")
                && (shown.substring(0, bracket).equalsIgnoreCase(text)
                        || shown.substring(bracket + 2, shown.length() - 1).equalsIgnoreCase(text));
    }

    /** Addresses and numbers are the same in each of their forms. */
    private boolean isSame(String value) {
        int slash = text.indexOf('/');
        byte[] mine = address(slash < 0 ? text : text.substring(0, slash));
        if (mine.length > 0) {
            byte[] other = address(value);
            OptionalLong prefix = slash < 0 ? OptionalLong.of(mine.length * 8L)
                    : number(text.substring(slash + 1));
            return mine.length == other.length && prefix.isPresent()
                    && haveSamePrefix(mine, other, prefix.getAsLong());
        }
        if (text.matches("\\p{XDigit}{2}([:.-]\\p{XDigit}{2})+")) { // a hardware address, as different systems write it
            return value.replace(':', '-').equalsIgnoreCase(text.replace(':', '-').replace('.', '-'));
        }
        OptionalDouble number = decimal();
        OptionalDouble other = decimal(value);
        return number.isPresent() && other.isPresent() && number.getAsDouble() == other.getAsDouble();
    }

    private static boolean haveSamePrefix(byte[] one, byte[] other, long bits) {
        for (int bit = 0; bit < Math.min(bits, one.length * 8L); bit++) {
            if (((one[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether this is an IP address, which may have the length of a prefix: {@code 10.0.0.0/24}. */
    boolean isAddress() {
        String prefix = text.contains("/") ? text.substring(text.indexOf('/') + 1) : "0";
        byte[] address = address(text.replaceFirst("/.*", ""));
        OptionalLong bits = number(prefix);
        return !isQuoted && address.length > 0 && bits.isPresent() && bits.getAsLong() >= 0
                && bits.getAsLong() <= address.length * 8L;
    }

    private static byte[] address(String text) {
        boolean isNumeric = text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")
                || text.contains(":") && text.matches("[0-9a-fA-F:.]+");
        try {
            return isNumeric ? InetAddress.ofLiteral(text).getAddress() : new byte[0];
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    /** Returns the bytes that this means: text in quotes, or hexadecimal digits, in pairs that : may separate. */
    byte[] bytes() {
        String digits = text.replace(":", "");
        boolean isHex = !isQuoted && digits.matches("(\\p{XDigit}{2})+");
        return isHex ? HexFormat.of().parseHex(digits) : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the order of the field's value and this one; empty if they cannot be ordered. */
    OptionalDouble order(Field field) {
        OptionalDouble mine = decimal();
        OptionalDouble value = switch (field.value()) {
            case FieldValue.Number(long number) -> OptionalDouble.of(number);
            case FieldValue.Flag(boolean isSet) -> OptionalDouble.of(isSet ? 1 : 0);
            case FieldValue.Text(String text) -> decimal(text);
            case FieldValue.Bytes _ -> OptionalDouble.empty();
        };
        return mine.isPresent() && value.isPresent()
                ? OptionalDouble.of(Double.compare(value.getAsDouble(), mine.getAsDouble()))
                : OptionalDouble.empty();
    }
}
