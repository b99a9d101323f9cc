package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import netkit.lab.script.LabSyntaxException;

/** The functions whose values are bytes. */
final class Functions {
    /**
     * A function.
     *
     * @param parameters a letter for each: b bytes, n a number; + behind the last: one or more of it, *: none or more
     */
    record Function(String parameters, Body body) {}

    /** Computes a value; each argument is a {@link FieldBytes} or a {@link Long}. */
    @FunctionalInterface
    interface Body {
        byte[] apply(Names names, Arguments arguments);
    }

    record Arguments(List<Object> values) {
        byte[] bytes(int index) {
            return ((FieldBytes) values.get(index)).bytes();
        }

        long number(int index) {
            return (Long) values.get(index);
        }

        int size(int index) {
            long size = number(index);
            if (size < 0 || size > MAX_SIZE) {
                throw new LabSyntaxException(1, size + " is not a number of bytes from 0 to " + MAX_SIZE);
            }
            return (int) size;
        }
    }

    private static final int MAX_SIZE = 64 << 20;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    static final Map<String, Function> ALL = Map.ofEntries(
            Map.entry("random", new Function("n", (names, of) -> random(names, of.size(0)))),
            Map.entry("random-text", new Function("n", (names, of) -> randomText(names, of.size(0)))),
            Map.entry("random-number", new Function("nn", (names, of) -> ascii(
                    Long.toString(names.random().nextLong(of.number(0), of.number(1) + 1))))),
            Map.entry("decimal", new Function("n", (names, of) -> ascii(Long.toString(of.number(0))))),
            Map.entry("text", new Function("n", (names, of) -> pattern(of.size(0)))),
            Map.entry("repeat", new Function("bn", (names, of) -> repeat(of.bytes(0), of.size(1)))),
            Map.entry("u8", new Function("n", (names, of) -> unsigned(of.number(0), 1))),
            Map.entry("u16", new Function("n", (names, of) -> unsigned(of.number(0), 2))),
            Map.entry("u32", new Function("n", (names, of) -> unsigned(of.number(0), 4))),
            Map.entry("u64", new Function("n", (names, of) -> unsigned(of.number(0), 8))),
            Map.entry("sha1", new Function("b", (names, of) -> sha1(of.bytes(0)))),
            Map.entry("base64", new Function("b", (names, of) -> Base64.getEncoder().encode(of.bytes(0)))),
            Map.entry("unbase64", new Function("b", (names, of) -> unbase64(of.bytes(0)))),
            Map.entry("hex", new Function("b", (names, of) -> ascii(HexFormat.of().formatHex(of.bytes(0))))),
            Map.entry("upper", new Function("b", (names, of) -> latin(latin(of.bytes(0)).toUpperCase(
                    Locale.ROOT)))),
            Map.entry("lower", new Function("b", (names, of) -> latin(latin(of.bytes(0)).toLowerCase(
                    Locale.ROOT)))),
            Map.entry("reverse", new Function("b", (names, of) -> reverse(of.bytes(0)))),
            Map.entry("xor", new Function("bb", (names, of) -> xor(of.bytes(0), of.bytes(1)))),
            Map.entry("slice",
                    new Function("bnn", (names, of) -> slice(of.bytes(0), of.size(1), of.size(2)))),
            Map.entry("any", new Function("b+", (names, of) -> of
                    .bytes(names.random().nextInt(of.values().size())))),
            Map.entry("numbers", new Function("nnnb*", (names, of) -> Numbers.random(names, of.number(0),
                    of.number(1), of.number(2), of.values().stream().skip(3)
                            .flatMap(list -> Numbers.of(((FieldBytes) list).bytes()).stream()).toList()))),
            Map.entry("shuffled", new Function("b", (names, of) -> Numbers.shuffled(names, of.bytes(0)))),
            Map.entry("captured", new Function("b", (names, of) -> of.bytes(0))));

    private Functions() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] random(Names names, int size) {
        byte[] bytes = new byte[size];
        names.random().nextBytes(bytes);
        return bytes;
    }

    private static byte[] randomText(Names names, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) LETTERS.charAt(names.random().nextInt(LETTERS.length()));
        }
        return bytes;
    }

    /** Returns text in which each 10 bytes name their position: {@code 00000000: 00000010: …}. */
    private static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int from = 0; from < size; from += 10) {
            byte[] block = ascii(String.format(Locale.ROOT, "%08d: ", from));
            System.arraycopy(block, 0, bytes, from, Math.min(block.length, size - from));
        }
        return bytes;
    }

    private static byte[] repeat(byte[] bytes, int times) {
        if ((long) bytes.length * times > MAX_SIZE) {
            throw new LabSyntaxException(1, "repeat makes more than " + MAX_SIZE + " bytes");
        }
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    /** Big-endian. */
    static byte[] unsigned(long number, int size) {
        if (size < Long.BYTES && (number < 0 || number >>> 8 * size != 0)) {
            throw new LabSyntaxException(1, number + " does not fit in u" + 8 * size);
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (number >>> 8 * (size - 1 - i));
        }
        return bytes;
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static byte[] unbase64(byte[] text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(1, "not base64: " + e.getMessage());
        }
    }

    private static byte[] reverse(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static byte[] xor(byte[] bytes, byte[] key) {
        byte[] result = bytes.clone();
        for (int i = 0; i < bytes.length && key.length > 0; i++) {
            result[i] ^= key[i % key.length];
        }
        return result;
    }

    /** The end may lie behind the last byte, so that rules can be written for all sizes. */
    private static byte[] slice(byte[] bytes, int from, int to) {
        int end = Math.min(to, bytes.length);
        int start = Math.min(from, end);
        return java.util.Arrays.copyOfRange(bytes, start, end);
    }
}
