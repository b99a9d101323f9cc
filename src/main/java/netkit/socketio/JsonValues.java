package netkit.socketio;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;

/**
 * Conversion between JSON (RFC 8259) and plain Java values: null, Boolean, Long or Double, String, {@code List<Object>}
 * and {@code Map<String, Object>}; and {@code byte[]}, which JSON lacks and which travels as an attachment.
 */
public final class JsonValues {
    /** Maximum nesting depth: reading and writing recurse. */
    private static final int MAX_DEPTH = 500;
    /** Largest magnitude at which every integer is exact in a double; such doubles are written as integers. */
    private static final double MAX_SAFE_INTEGER = 9_007_199_254_740_991.0;
    static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private JsonValues() {}

    /** @throws IOException if the text is not JSON or nested too deeply */
    public static Object parse(String json) throws IOException {
        JsonReader reader = new JsonReader(new StringReader(json));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(MAX_DEPTH);
        try {
            Object value = read(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT) {
                return value;
            }
        } catch (IOException | IllegalStateException e) {
            throw new IOException("invalid JSON at " + reader.getPath(), e); // Gson's own message addresses programmers
        }
        throw new IOException("unexpected text after the JSON value");
    }

    private static Object read(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_ARRAY -> {
                List<Object> list = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    list.add(read(reader));
                }
                reader.endArray();
                yield list;
            }
            case BEGIN_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    map.put(reader.nextName(), read(reader)); // the last of several members with one name wins
                }
                reader.endObject();
                yield map;
            }
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw new IOException("a value is missing");
        };
    }

    private static Object number(String literal) {
        if (literal.matches("-?\\d{1,18}")) {
            return Long.valueOf(literal);
        }
        double value = Double.parseDouble(literal);
        return value == Math.rint(value) && Math.abs(value) <= MAX_SAFE_INTEGER
                ? (Object) (long) value
                : (Object) value;
    }

    /**
     * Converts a value to plain values: arrays, collections, records, and everything that Gson can serialize.
     *
     * @throws IllegalArgumentException if a value has no JSON representation, or contains itself
     */
    static Object of(Object value) {
        return of(value, 0);
    }

    private static Object of(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("a value is nested more than " + MAX_DEPTH
                    + " deep; does it contain itself?");
        }
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Number number -> plain(number);
            case byte[] bytes -> bytes;
            case CharSequence text -> text.toString();
            case Character character -> character.toString();
            case Enum<?> constant -> constant.name();
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, element) -> copy.put(String.valueOf(key), of(element, depth + 1)));
                yield copy;
            }
            case Iterable<?> elements when !(value instanceof JsonElement) -> {
                List<Object> copy = new ArrayList<>();
                elements.forEach(element -> copy.add(of(element, depth + 1)));
                yield copy;
            }
            case Record parts -> ofRecord(parts, depth);
            default -> value.getClass().isArray() ? ofArray(value, depth) : ofOther(value);
        };
    }

    private static Object plain(Number number) {
        return switch (number) {
            case Long _,Integer _,Short _,Byte _ -> number.longValue();
            case Double _,Float _ -> plain(Double.parseDouble(number.toString())); // keeps 0.1f as 0.1
            default -> number(number.toString());
        };
    }

    private static Object plain(double value) {
        if (!Double.isFinite(value)) {
            return null; // not a JSON number; JavaScript writes null as well
        }
        return value == Math.rint(value) && Math.abs(value) <= MAX_SAFE_INTEGER ? (Object) (long) value
                : value;
    }

    private static Object ofRecord(Record value, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        try {
            for (RecordComponent part : value.getClass().getRecordComponents()) {
                part.getAccessor().setAccessible(true); // the record may be private
                map.put(part.getName(), of(part.getAccessor().invoke(value), depth + 1));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot read the components of " + value.getClass().getName(),
                    e);
        }
        return map;
    }

    private static Object ofArray(Object array, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            list.add(of(Array.get(array, i), depth + 1));
        }
        return list;
    }

    private static Object ofOther(Object value) {
        try {
            return parse(GSON.toJson(value));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot convert to JSON: " + value.getClass().getName(), e);
        }
    }

    /** Converts a value to type {@code T} with Gson. */
    static <T> T as(Object value, Class<T> type) {
        return GSON.fromJson(text(value), type);
    }

    /** Returns JSON for people to read, with bytes as {@code "<01 02 03>"}. */
    public static String text(Object value) {
        return write(value, JsonValues::dump);
    }

    private static Object dump(byte[] bytes) {
        StringBuilder hex = new StringBuilder("<");
        for (int i = 0; i < Math.min(bytes.length, 16); i++) {
            hex.append(i == 0 ? "" : " ").append("%02x".formatted(bytes[i]));
        }
        return hex.append(bytes.length > 16 ? " … " + bytes.length + " bytes>" : ">").toString();
    }

    /** @param substitute returns the value to write in place of bytes */
    public static String write(Object value, Function<byte[], Object> substitute) {
        StringWriter out = new StringWriter();
        try (JsonWriter writer = new JsonWriter(out)) {
            writer.setStrictness(Strictness.STRICT);
            writer.setSerializeNulls(true);
            write(writer, value, substitute);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return escapeLoneSurrogates(out.toString());
    }

    private static void write(JsonWriter writer, Object value, Function<byte[], Object> substitute)
            throws IOException {
        switch (value) {
            case null -> writer.nullValue();
            case Boolean flag -> writer.value(flag);
            case Double number -> writer.jsonValue(digits(number));
            case Number number -> writer.value(number);
            case String text -> writer.value(text);
            case byte[] bytes -> write(writer, substitute.apply(bytes), substitute);
            case List<?> list -> {
                writer.beginArray();
                for (Object element : list) {
                    write(writer, element, substitute);
                }
                writer.endArray();
            }
            case Map<?, ?> map -> {
                writer.beginObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    writer.name((String) entry.getKey());
                    write(writer, entry.getValue(), substitute);
                }
                writer.endObject();
            }
            default -> throw new IllegalArgumentException(value.getClass() + " is not a plain value");
        }
    }

    /**
     * Writes a number without an exponent where JavaScript uses none, and one that is too large to be read as a number, such
     * as 1e999, as null: RFC 8259 §6 has no infinity.
     */
    private static String digits(double number) {
        if (!Double.isFinite(number)) {
            return "null";
        }
        double size = Math.abs(number);
        return size >= 1e-6 && size < 1e21
                ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString()
                : Double.toString(number);
    }

    /** Escapes unpaired surrogates, which have no UTF-8 encoding (RFC 8259 §8.2). */
    private static String escapeLoneSurrogates(String json) {
        if (json.codePoints().noneMatch(JsonValues::isSurrogate)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder();
        json.codePoints().forEach(c -> {
            if (isSurrogate(c)) {
                escaped.append("\\u%04x".formatted(c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
