package netkit.cli;

import java.io.PrintWriter;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;

/** How {@code --json} results are written. */
final class Json {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping()
            .serializeNulls()
            .create();

    private Json() {}

    static void print(PrintWriter out, JsonElement element) {
        out.println(GSON.toJson(element));
        out.flush();
    }
}
