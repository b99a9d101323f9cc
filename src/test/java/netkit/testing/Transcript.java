package netkit.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document whose commands are run as its reader would. Its fenced blocks say what happens in which terminal:
 *
 * <ul>
 * <li>{@code ```console 1}: lines that begin with {@code $ } are typed into terminal 1, the others are their output;
 * <li>{@code ```input 1}: lines typed into the program running in terminal 1; {@code ^C} and {@code ^D} are those keys;
 * <li>{@code ```output 1}: further output of that program;
 * <li>{@code ```text}, {@code ```sh}: not run.
 * </ul>
 *
 * Every line of output must be in the document verbatim, except for what varies between runs: times, decimal numbers,
 * member ids, ports of clients, and the width of gaps. {@code …} stands for anything in a line; alone in a
 * line, for any lines.
 */
public final class Transcript {
    /** A fenced block: its info string ({@code console 1}), its line number, and its lines. */
    public record Block(String kind, int lineNumber, List<String> lines) {}

    private static final Pattern FENCE = Pattern.compile("^\\s*```(.*)$");
    private static final String ANY_LINES = "…";

    private final Path document;
    private final Map<String, Terminal> terminals = new HashMap<>();

    public Transcript(Path document) {
        this.document = document;
    }

    public List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        Block open = null;
        List<String> lines = Files.readAllLines(document);
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                if (open != null) {
                    open.lines.add(lines.get(i).stripTrailing());
                }
            } else if (open == null) {
                open = new Block(fence.group(1).strip(), i + 1, new ArrayList<>());
            } else {
                blocks.add(open);
                open = null;
            }
        }
        return blocks;
    }

    /** Runs all blocks in order, then ends all programs still running. */
    public void run() throws IOException, InterruptedException {
        try {
            for (Block block : blocks()) {
                run(block);
            }
            for (Terminal terminal : terminals.values()) {
                if (!terminal.program.isAlive()) {
                    terminal.expectNoMore();
                }
            }
        } finally {
            terminals.values().forEach(Terminal::close);
        }
    }

    private void run(Block block) throws IOException, InterruptedException {
        String[] words = block.kind.split(" ");
        if (words.length != 2) {
            return; // not run
        }
        Terminal terminal = terminals.computeIfAbsent(words[1], Terminal::new);
        for (String line : block.lines) {
            terminal.where = document + ":" + block.lineNumber + ": " + line;
            switch (words[0]) {
                case "console" -> {
                    if (line.startsWith("$ ")) {
                        terminal.start(line.substring(2));
                    } else {
                        terminal.expect(line);
                    }
                }
                case "input" -> terminal.type(line);
                case "output" -> terminal.expect(line);
                default ->
                    throw new AssertionError(terminal.where + ": unknown kind of block '" + block.kind + "'");
            }
        }
    }

    private static final class Terminal {
        private final String name;
        private String where;
        private LiveProcess program;
        private int read;
        private boolean skipping;

        Terminal(String name) {
            this.name = name;
        }

        void start(String commandLine) throws IOException, InterruptedException {
            expectNoMore();
            program = Programs.shell(commandLine);
            read = 0;
        }

        void type(String line) throws IOException, InterruptedException {
            switch (line) {
                case "^C" -> program.interruptAll();
                case "^D" -> program.endInput();
                default -> program.type(line + "\n");
            }
        }

        void expect(String expected) {
            if (expected.equals(ANY_LINES)) {
                skipping = true;
                return;
            }
            Pattern pattern = pattern(expected);
            while (true) {
                String line = program.awaitLineAt(read, this::details);
                read++;
                if (pattern.matcher(normalized(line)).matches()) {
                    skipping = false;
                    return;
                }
                if (!skipping) {
                    throw new AssertionError(
                            "expected: " + expected + "\nbut was: " + line + "\n" + details());
                }
            }
        }

        /** Waits for the program to end, and checks that all its output was expected. */
        void expectNoMore() throws InterruptedException {
            if (program != null && !skipping) {
                program.awaitExit();
                List<String> lines = program.output().lines().toList();
                if (lines.size() > read) {
                    throw new AssertionError("not in the document: " + lines.get(read) + "\n" + details());
                }
            }
            skipping = false;
        }

        private String details() {
            return where + "\n--- terminal " + name + "\n" + program;
        }

        void close() {
            if (program != null) {
                program.close();
            }
        }
    }

    private static Pattern pattern(String expected) {
        String[] parts = normalized(expected).split("…", -1);
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            regex.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(regex.toString());
    }

    private static String normalized(String line) {
        return line.replaceAll("\\b\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\b", "TIME")
                .replaceAll("(?<![\\w-])[\\w-]{20}(?![\\w-])", "ID")
                .replaceAll(":\\d{5}\\b", ":PORT")
                .replaceAll("(?<![\\d.])\\d+\\.\\d+(?![\\d.])", "DECIMAL")
                .replace("[::ffff:127.0.0.1]", "127.0.0.1") // the form of ss without IPv6
                .replace("0.0.0.0:*", "*:*")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
