package netkit.socketio.redis;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageUnpacker;

/**
 * MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) for plain values: null, Boolean, Long or Double,
 * String, {@code byte[]}, {@code List<Object>} and {@code Map<String, Object>}.
 */
final class MessagePack {
    private static final int MAX_DEPTH = 500;

    static {
        // else the library uses sun.misc.Unsafe, and Java prints a warning to every user
        System.setProperty("msgpack.universal-buffer", "true");
    }

    private MessagePack() {}

    static byte[] encode(Object value) {
        try (MessageBufferPacker out = org.msgpack.core.MessagePack.newDefaultBufferPacker()) {
            write(out, value);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory cannot fail", e);
        }
    }

    private static void write(MessageBufferPacker out, Object value) throws IOException {
        switch (value) {
            case null -> out.packNil();
            case Boolean flag -> out.packBoolean(flag);
            case Double number -> out.packDouble(number);
            case Number number -> out.packLong(number.longValue());
            case String text -> write(out, text);
            case byte[] bytes -> {
                out.packBinaryHeader(bytes.length);
                out.writePayload(bytes);
            }
            case Iterable<?> elements -> {
                List<Object> list = new ArrayList<>();
                elements.forEach(list::add);
                out.packArrayHeader(list.size());
                for (Object element : list) {
                    write(out, element);
                }
            }
            case Map<?, ?> map -> {
                out.packMapHeader(map.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    write(out, (String) entry.getKey());
                    write(out, entry.getValue());
                }
            }
            default -> throw new IllegalArgumentException(value.getClass() + " is not a plain value");
        }
    }

    /** The library refuses half a character; JavaScript and Java replace it. */
    private static void write(MessageBufferPacker out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.packRawStringHeader(utf8.length);
        out.writePayload(utf8);
    }

    /** @throws IOException if the bytes are not one MessagePack value, or it is nested too deeply */
    static Object decode(byte[] bytes) throws IOException {
        try (MessageUnpacker in = org.msgpack.core.MessagePack.newDefaultUnpacker(bytes)) {
            Object value = read(in, bytes.length, 0);
            if (in.hasNext()) {
                throw new IOException("bytes after the value");
            }
            return value;
        } catch (RuntimeException e) { // the library's for malformed input
            throw new IOException("malformed MessagePack: " + e.getMessage(), e);
        }
    }

    private static Object read(MessageUnpacker in, int total, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("nested more than " + MAX_DEPTH + " deep");
        }
        return switch (in.getNextFormat().getValueType()) {
            case NIL -> {
                in.unpackNil();
                yield null;
            }
            case BOOLEAN -> in.unpackBoolean();
            case INTEGER -> integer(in.unpackBigInteger());
            case FLOAT -> plain(in.unpackDouble());
            case STRING -> new String(payload(in, in.unpackRawStringHeader(), total),
                    StandardCharsets.UTF_8);
            case BINARY -> payload(in, in.unpackBinaryHeader(), total);
            case ARRAY -> {
                int size = in.unpackArrayHeader();
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(read(in, total, depth + 1));
                }
                yield list;
            }
            case MAP -> {
                int size = in.unpackMapHeader();
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    Object key = read(in, total, depth + 1);
                    map.put(String.valueOf(key), read(in, total, depth + 1));
                }
                yield map;
            }
            case EXTENSION -> extension(in, total);
        };
    }

    /** A length that the input cannot hold is refused before anything is allocated. */
    private static byte[] payload(MessageUnpacker in, int length, int total) throws IOException {
        if (length > total - in.getTotalReadBytes()) {
            throw new IOException("a length of " + length + " in a message of " + total + " bytes");
        }
        return in.readPayload(length);
    }

    private static Object integer(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : (Object) value.doubleValue();
    }

    /** JavaScript has one kind of number: 3.0 is 3. */
    private static Object plain(double value) {
        return value == Math.rint(value) && Math.abs(value) <= 1L << 53 ? (Object) (long) value
                : (Object) value;
    }

    /** A time becomes the text that JSON has for it; anything else, such as JavaScript's undefined, null. */
    private static Object extension(MessageUnpacker in, int total) throws IOException {
        ExtensionTypeHeader header = in.unpackExtensionTypeHeader();
        if (header.isTimestampType()) {
            Instant time = in.unpackTimestamp(header);
            return time.toString();
        }
        payload(in, header.getLength(), total);
        return null;
    }
}
