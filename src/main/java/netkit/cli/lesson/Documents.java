package netkit.cli.lesson;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

import netkit.cli.terminal.MarkdownText;
import netkit.cli.terminal.Terminals;

/** The lessons and guides that are packed into netkit. */
public final class Documents {
    public static final List<String> GUIDES = List.of("chat", "udp", "websocket", "http-push", "socketio",
            "many-servers", "queue", "lab", "packets", "compare", "checks", "class");

    private static final int MAX_COLUMNS = 100;
    private static final int COLUMNS = 80;

    private Documents() {}

    static String guide(String name) throws IOException {
        return read("/lessons/guides/" + name + ".md");
    }

    /** Returns a document's title, which is its first line. */
    static String title(String markdown) {
        return markdown.lines().findFirst().orElse("").replaceFirst("^# ", "");
    }

    /** Prints a document, laid out for the terminal. */
    static void print(CommandLine command, String markdown) {
        PrintWriter out = command.getOut();
        Ansi ansi = command.getColorScheme().ansi();
        int width = Math.min(MAX_COLUMNS, Terminals.columnsOfOutput(COLUMNS));
        MarkdownText.lines(markdown, width, ansi).forEach(out::println);
        out.flush();
    }

    private static String read(String path) throws IOException {
        try (InputStream in = Documents.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException("netkit was packed without " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
