package netkit.lab.script;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

import netkit.lab.Lab;
import netkit.lab.wire.Amount;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

/** The grammar of the lab's language, one step per line, shared by files and the console. */
public final class LabGrammar {
    /** Keywords that start a line, which therefore cannot name hosts. */
    private static final Set<String> RESERVED = Set.of("wire", "wait", "at", "stop", "say", "end", "capture",
            "ladder",
            "hosts", "programs", "title", "seed", "limit", "all", "help", "quit", "exit", "lab", "localhost");
    private static final String FORMS = "a line starts with a host (%s) or with wire, wait, at, stop, say,"
            + " capture, ladder or end";

    private final List<String> hosts;

    /** @param hosts names of the hosts that lines may use */
    public LabGrammar(List<String> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    /**
     * Checks and returns the names of the hosts of a lab.
     *
     * @throws IllegalArgumentException with a one-line message if a name is invalid or there are too few or too many
     */
    public static List<String> checkedHosts(List<String> names) {
        Lab.requireNames(names);
        for (String name : names) {
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException(
                        "a host cannot be named '" + name + "': the word is a keyword");
            }
        }
        return List.copyOf(names);
    }

    /**
     * @return empty for a blank line or a comment
     * @throws LabSyntaxException if the line is not valid
     */
    public Optional<LabStep> parse(String line) {
        ShellWords words = new ShellWords(line);
        return words.isEmpty() ? Optional.empty() : Optional.of(step(words));
    }

    private LabStep step(ShellWords words) {
        int column = words.column();
        ShellWords.Word first = words.plain()
                .orElseThrow(() -> new LabSyntaxException(column, "a step is missing"));
        LabStep step = switch (first.text()) {
            case "wire" -> wire(words);
            case "wait" -> waiting(words);
            case "at" -> at(words);
            case "stop" -> new LabStep.Stop(selector(words));
            case "say" -> new LabStep.Display.Say(words.rest());
            case "end" -> new LabStep.End();
            case "capture" -> capture(words);
            case "ladder" -> new LabStep.Display.Ladder(oneOf(words, "on", "off").equals("on"));
            case "hosts" -> new LabStep.Display.Show(LabStep.Subject.HOSTS);
            case "programs" -> new LabStep.Display.Show(LabStep.Subject.PROGRAMS);
            default -> onHost(first, words);
        };
        if (!words.isEmpty()) {
            throw new LabSyntaxException(words.column(), "'" + words.rest() + "' is not expected here");
        }
        return step;
    }

    private LabStep onHost(ShellWords.Word first, ShellWords words) {
        boolean colon = first.text().endsWith(":");
        String name = colon ? first.text().substring(0, first.text().length() - 1) : first.text();
        // alice< text
        boolean input = !colon && name.endsWith("<");
        String host = input ? name.substring(0, name.length() - 1) : name;
        if (!hosts.contains(host)) {
            throw new LabSyntaxException(first.column(), "'" + host + "' is unknown: "
                    + (host.contains(">") ? "write: wire " + host + " …"
                            : FORMS.formatted(String.join(", ", hosts))));
        }
        if (input) {
            return new LabStep.Type(host, words.rest());
        }
        if (colon) {
            return new LabStep.Start(host, ProgramCommand.read(words), false);
        }
        ShellWords ahead = words.copy();
        return switch (ahead.keyword()) {
            case "serves", "serves:" ->
                new LabStep.Start(host, ProgramCommand.read(words.moveTo(ahead)), true);
            case "types", "<" -> new LabStep.Type(host, words.moveTo(ahead).rest());
            default -> new LabStep.Start(host, ProgramCommand.read(words), false);
        };
    }

    private LabStep wire(ShellWords words) {
        int column = words.column();
        String text = words.restBeforeComment();
        if (text.equals("show")) {
            return new LabStep.Display.Show(LabStep.Subject.WIRE);
        }
        WireChange change = asSyntaxError(column, () -> WireChange.parse(text));
        asSyntaxError(column, () -> change.applyTo(WireSettings.clear(hosts))); // fails for unknown hosts
        return new LabStep.Change(change);
    }

    private LabStep at(ShellWords words) {
        Duration time = duration(words, "at takes a time, such as 2s, and a step");
        int column = words.column();
        if (words.isEmpty()) {
            throw new LabSyntaxException(column,
                    "a step is missing after the time; write for example: at 2s wire cut");
        }
        LabStep step = step(words);
        if (step instanceof LabStep.Wait || step instanceof LabStep.At) {
            throw new LabSyntaxException(column, "at cannot take this step: it takes a program, "
                    + "wire, stop, say, capture, ladder or end");
        }
        return new LabStep.At(time, step);
    }

    private LabStep waiting(ShellWords words) {
        String forms = "wait takes a time, such as 2s, or: until HOST prints \"TEXT\", until HOST listens,"
                + " until HOST listens on PORT, until HOST ends";
        ShellWords ahead = words.copy();
        if (!ahead.keyword().equals("until")) {
            return new LabStep.Wait.For(duration(words, forms));
        }
        words.moveTo(ahead);
        String host = host(words);
        int column = words.column();
        return switch (words.keyword()) {
            case "prints" -> new LabStep.Wait.UntilPrinted(host,
                    words.next().filter(text -> !text.text().isEmpty()).orElseThrow(
                            () -> new LabSyntaxException(column,
                                    "a text is missing; write for example \"listening on\""))
                            .text());
            case "ends" -> new LabStep.Wait.UntilEnded(host);
            case "listens" -> new LabStep.Wait.UntilListening(host, port(words));
            default -> throw new LabSyntaxException(column, forms);
        };
    }

    private static OptionalInt port(ShellWords words) {
        if (words.isEmpty()) {
            return OptionalInt.empty();
        }
        oneOf(words, "on");
        int column = words.column();
        String text = words.keyword();
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new LabSyntaxException(column,
                    "'" + text + "' is not a port: write a number from 1 to 65535");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private LabStep.ProgramSelector selector(ShellWords words) {
        int column = words.column();
        String who = words.plain().map(ShellWords.Word::text).orElseThrow(() -> new LabSyntaxException(column,
                "stop takes a host, the number of a program, or all"));
        if (who.matches("\\d{1,9}")) {
            return new LabStep.ProgramSelector.Numbered(Integer.parseInt(who));
        }
        return who.equals("all") ? new LabStep.ProgramSelector.All()
                : new LabStep.ProgramSelector.OnHost(requireHost(who, column));
    }

    private static LabStep capture(ShellWords words) {
        if (oneOf(words, "start", "stop").equals("stop")) {
            return new LabStep.Display.Capture(Optional.empty());
        }
        int column = words.column();
        return new LabStep.Display.Capture(
                Optional.of(words.next().orElseThrow(() -> new LabSyntaxException(column,
                        "a path is missing: write capture start FOLDER or FILE.pcapng")).text()));
    }

    private static String oneOf(ShellWords words, String... allowed) {
        int column = words.column();
        String word = words.keyword();
        if (!List.of(allowed).contains(word)) {
            throw new LabSyntaxException(column,
                    (word.isEmpty() ? "a word is missing: write " : "'" + word + "' is unknown: write ")
                            + String.join(" or ", allowed));
        }
        return word;
    }

    private String host(ShellWords words) {
        int column = words.column();
        return requireHost(words.keyword(), column);
    }

    private String requireHost(String host, int column) {
        if (!hosts.contains(host)) {
            throw new LabSyntaxException(column,
                    (host.isEmpty() ? "a host is missing" : "there is no host '" + host + "'")
                            + ": the hosts are "
                            + String.join(", ", hosts));
        }
        return host;
    }

    private static Duration duration(ShellWords words, String messageIfMissing) {
        int column = words.column();
        String text = words.plain().map(ShellWords.Word::text)
                .orElseThrow(() -> new LabSyntaxException(column, messageIfMissing));
        return asSyntaxError(column, () -> Amount.duration(text));
    }

    /** Runs the parser of a value; turns its error into a syntax error at this column. */
    static <T> T asSyntaxError(int column, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (LabSyntaxException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }
}
