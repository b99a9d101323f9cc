package netkit.cli;

import java.io.PrintWriter;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;

import netkit.net.PrintableText;

/** How {@code --json} results are written. */
final class Json {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
    private static final Gson INDENTED = GSON.newBuilder().setPrettyPrinting().create();
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7e]");

    private Json() {}

    /** For the one result of a command. */
    static void print(PrintWriter out, JsonElement element) {
        out.println(safe(INDENTED.toJson(element)));
        out.flush();
    }

    /** For the results of a command that prints one after the other, each a line. */
    static void printLine(PrintWriter out, JsonElement element) {
        out.println(line(element));
        out.flush();
    }

    static String line(JsonElement element) {
        return safe(GSON.toJson(element));
    }

    /** The library escapes only the ASCII controls, but a terminal obeys some that are further up. */
    private static String safe(String json) {
        return NOT_ASCII.matcher(json).replaceAll(match -> {
            char c = match.group().charAt(0);
            return PrintableText.isDangerous(c) ? "\\\\u%04x".formatted((int) c) : match.group();
        });
    }
}
