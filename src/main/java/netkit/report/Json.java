package netkit.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;

import netkit.net.PrintableText;

/** How {@code --json} results are written. */
public final class Json {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
    private static final Gson INDENTED = GSON.newBuilder().setPrettyPrinting().create();
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7e]");

    private Json() {}

    /** For the one result of a command. */
    public static void print(PrintWriter out, JsonElement element) {
        out.println(text(element));
        out.flush();
    }

    /** In many lines, as people like it. */
    public static String text(JsonElement element) {
        return safe(INDENTED.toJson(element));
    }

    /** For the results of a command that prints one after the other, each a line. */
    public static void printLine(PrintWriter out, JsonElement element) {
        out.println(line(element));
        out.flush();
    }

    public static String line(JsonElement element) {
        return safe(GSON.toJson(element));
    }

    /** A result that is too large to be built up in memory first is written piece by piece; then flush. */
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

    /** A part of such a result. */
    public static void write(JsonElement element, JsonWriter writer) {
        GSON.toJson(element, writer);
    }

    /** The library escapes only the ASCII controls, but a terminal obeys some that are further up. */
    private static String safe(String json) {
        return NOT_ASCII.matcher(json).replaceAll(match -> {
            char c = match.group().charAt(0);
            return PrintableText.isDangerous(c) ? "\\\\u%04x".formatted((int) c) : match.group();
        });
    }
}
