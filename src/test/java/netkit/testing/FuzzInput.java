package netkit.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The input of a fuzz target: cut in pieces, and as a line of a corpus file. */
public final class FuzzInput {
    private FuzzInput() {}

    /** Returns the input in pieces of 1 to 7 bytes; equal inputs are cut alike. */
    public static List<byte[]> pieces(byte[] input) {
        Random random = new Random(Arrays.hashCode(input));
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < input.length;) {
            int end = Math.min(input.length, at + 1 + random.nextInt(7));
            pieces.add(Arrays.copyOfRange(input, at, end));
            at = end;
        }
        return pieces;
    }

    /** Returns each byte of the input alone. */
    public static List<byte[]> bytes(byte[] input) {
        List<byte[]> bytes = new ArrayList<>(input.length);
        for (byte one : input) {
            bytes.add(new byte[] {one});
        }
        return bytes;
    }

    /** Returns the parts of an input in which a byte with its length stands before each part; the last may be shorter. */
    public static List<byte[]> parts(byte[] input) {
        List<byte[]> parts = new ArrayList<>();
        for (int at = 0; at < input.length;) {
            int end = Math.min(input.length, at + 1 + (input[at] & 0xFF));
            parts.add(Arrays.copyOfRange(input, at + 1, end));
            at = end;
        }
        return parts;
    }

    public static boolean isOneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    }

    public static String utf8(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** Returns the line of a corpus file that {@link #parse} reads: printable ASCII and the escapes of Java, and {@code \xff}. */
    public static String format(byte[] input) {
        StringBuilder line = new StringBuilder();
        for (byte one : input) {
            switch (one) {
                case '\\' -> line.append("\\\\");
                case '\r' -> line.append("\\r");
                case '\n' -> line.append("\\n");
                case '\t' -> line.append("\\t");
                default -> {
                    boolean plain = one > ' ' && one < 0x7F && (one != '#' || !line.isEmpty())
                            || one == ' ' && !line.isEmpty();
                    line.append(plain ? String.valueOf((char) one)
                            : "\\x" + HexFormat.of().toHexDigits(one));
                }
            }
        }
        return line.toString();
    }

    public static byte[] parse(String line) {
        byte[] bytes = new byte[line.length()];
        int length = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
                c = switch (line.charAt(i)) {
                    case 'r' -> '\r';
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case '\\' -> '\\';
                    case 'x' -> {
                        i += 2;
                        yield (char) HexFormat.fromHexDigits(line, i - 1, i + 1);
                    }
                    default -> throw new IllegalArgumentException("unknown escape in: " + line);
                };
            }
            bytes[length++] = (byte) c;
        }
        return Arrays.copyOf(bytes, length);
    }
}
