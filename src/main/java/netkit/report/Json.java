package netkit.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;

import netkit.net.PrintableText;

/** Writes {@code --json} results. */
public final class Json {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping()
            .registerTypeAdapter(double.class, new WholeNumbers())
            .registerTypeAdapter(Double.class, new WholeNumbers()).create();
    private static final Gson INDENTED = GSON.newBuilder().setPrettyPrinting().create();
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7e]");

    private Json() {}

    /** Records, collections and numbers as JSON; members that are null are left out. */
    static JsonElement tree(Object value) {
        return COMPACT.toJsonTree(value);
    }

    /** Prints the single result of a command, indented. */
    public static void print(PrintWriter out, JsonElement element) {
        out.println(text(element));
        out.flush();
    }

    /** Returns indented JSON. */
    public static String text(JsonElement element) {
        return safe(INDENTED.toJson(element));
    }

    /** Prints one of several results, each on a line of its own. */
    public static void printLine(PrintWriter out, JsonElement element) {
        out.println(line(element));
        out.flush();
    }

    public static String line(JsonElement element) {
        return safe(GSON.toJson(element));
    }

    /** Returns a writer for a result that is too large to be built in memory first; flush it at the end. */
    public static JsonWriter writer(Appendable out) {
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
        writer.setSerializeNulls(true);
        writer.setHtmlSafe(false);
        return writer;
    }

    /** Writes an element as a part of such a result. */
    public static void write(JsonElement element, JsonWriter writer) {
        GSON.toJson(element, writer);
    }

    /** Escapes the C1 controls, which terminals obey: the library escapes only ASCII controls. */
    private static String safe(String json) {
        return NOT_ASCII.matcher(json).replaceAll(match -> {
            char c = match.group().charAt(0);
            return PrintableText.isDangerous(c) ? "\\\\u%04x".formatted((int) c) : match.group();
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
