package netkit.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;

import netkit.net.PrintableText;

/**
 * The JSON of results, from records and gson's trees. A record's components are named like the keys, and stand in their
 * order. A component that is null is written as {@code null}; one that is an empty {@link java.util.Optional} is left out.
 * Enum constants are written as they are typed: see {@link #name}.
 */
public final class Json {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls()
            .enableComplexMapKeySerialization() // so that enum constants are written alike as keys and as values
            .registerTypeAdapterFactory(new JsonAdapters()).create();
    private static final Gson INDENTED = GSON.newBuilder().setPrettyPrinting().create();
    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping()
            .registerTypeAdapter(double.class, new WholeNumbers())
            .registerTypeAdapter(Double.class, new WholeNumbers()).create();
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7e]");

    private Json() {}

    /** Returns the text of a constant: its own if it has one, such as {@code udp+ack}, else its name, such as {@code in-order}. */
    public static String name(Enum<?> constant) {
        String text = constant.toString();
        return text.equals(constant.name()) ? text.toLowerCase(Locale.ROOT).replace('_', '-') : text;
    }

    /** Returns records, collections and numbers as compact JSON; members that are null are left out. */
    static JsonElement tree(Object value) {
        return COMPACT.toJsonTree(value);
    }

    /** Prints the single result of a command, indented. */
    public static void print(PrintWriter out, Object value) {
        out.println(text(value));
        out.flush();
    }

    /** Returns indented JSON. */
    public static String text(Object value) {
        return safe(INDENTED.toJson(value));
    }

    /** Prints one of several results, each on a line of its own. */
    public static void printLine(PrintWriter out, Object value) {
        out.println(line(value));
        out.flush();
    }

    /** Returns JSON in one line. */
    public static String line(Object value) {
        return safe(GSON.toJson(value));
    }

    /** Writes indented JSON, and a line break, without building the text in memory first. */
    public static void write(Object value, Appendable out) throws IOException {
        JsonWriter writer = new JsonWriter(new BufferedWriter(new Writer() {
            @Override
            public void write(char[] chars, int from, int length) throws IOException {
                out.append(safe(new String(chars, from, length)));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        }));
        writer.setFormattingStyle(FormattingStyle.PRETTY);
        GSON.toJson(value, value.getClass(), writer);
        writer.flush();
        out.append("\n");
    }

    /**
     * Reads a record. A component without a member is null, or zero.
     *
     * @return null if there is no JSON at all
     * @throws com.google.gson.JsonParseException if it is not JSON, or has another form
     * @throws IllegalArgumentException with a short reason, if it names an unknown constant
     */
    public static <T> T read(Reader json, Class<T> type) {
        return GSON.fromJson(json, type);
    }

    /** Escapes what a terminal obeys or hides, such as C1 controls: the library escapes only ASCII controls. */
    private static String safe(String json) {
        return NOT_ASCII.matcher(json).replaceAll(match -> {
            String c = match.group();
            return PrintableText.isDangerous(json, match.start())
                    ? c.chars().mapToObj("\\\\u%04x"::formatted).collect(Collectors.joining())
                    : c;
        });
    }

    /** Writes 3 and not 3.0, which takes twice the room. */
    private static final class WholeNumbers extends TypeAdapter<Double> {
        @Override
        public void write(JsonWriter out, Double value) throws IOException {
            if (value != null && value == Math.rint(value) && Math.abs(value) < 1e15) {
                out.value(value.longValue());
            } else {
                out.value(value);
            }
        }

        @Override
        public Double read(JsonReader in) throws IOException {
            return in.nextDouble();
        }
    }
}
