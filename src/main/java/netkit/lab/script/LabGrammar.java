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

/** The language of the lab, one step a line: that of its files and of its console. */
public final class LabGrammar {
    /** ShellWords a line may begin with, which therefore cannot be hosts. */
    private static final Set<String> RESERVED = Set.of("wire", "wait", "at", "stop", "say", "end", "capture",
            "ladder",
            "hosts", "programs", "title", "seed", "limit", "all", "help", "quit", "exit", "lab", "localhost");
    private static final String FORMS = "a line begins with a host (%s) or with wire, wait, at, stop, say,"
            + " capture, ladder or end";

    private final List<String> hosts;

    /** @param hosts the names that the lines may use */
    public LabGrammar(List<String> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    /**
     * The hosts of a lab.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with a name, or how many there may be
     */
    public static List<String> checkedHosts(List<String> names) {
        Lab.requireNames(names);
        for (String name : names) {
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException(
                        "a host cannot be called '" + name + "': the word means something here");
            }
        }
        return List.copyOf(names);
    }

    /**
     * @return empty for a line of blanks or a comment
     * @throws LabSyntaxException when it is none of the language
     */
    public Optional<LabStep> parse(String line) {
        ShellWords words = new ShellWords(line);
        return words.isEmpty() ? Optional.empty() : Optional.of(step(words));
    }

    private LabStep step(ShellWords words) {
        int column = words.column();
        ShellWords.Word first = words.plain()
                .orElseThrow(() -> new LabSyntaxException(column, "something is missing here"));
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
            throw new LabSyntaxException(words.column(), "'" + words.rest() + "' is too much here");
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
            throw new LabSyntaxException(first.column(), "'" + host + "' is unknown here: "
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
        return switch (ahead.plain().map(ShellWords.Word::text).orElse("")) {
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
        WireChange change = orSyntax(column, () -> WireChange.parse(text));
        orSyntax(column, () -> change.applyTo(WireSettings.clear(hosts))); // for hosts that are not there
        return new LabStep.Change(change);
    }

    private LabStep at(ShellWords words) {
        Duration time = duration(words, "at takes a time, such as 2s, and what happens then");
        int column = words.column();
        if (words.isEmpty()) {
            throw new LabSyntaxException(column, "what happens then is missing, such as: at 2s wire cut");
        }
        LabStep step = step(words);
        if (step instanceof LabStep.Wait || step instanceof LabStep.At) {
            throw new LabSyntaxException(column, "after the time of at comes what happens: "
                    + "a program, wire, stop, say, capture, ladder or end");
        }
        return new LabStep.At(time, step);
    }

    private LabStep waiting(ShellWords words) {
        String forms = "wait takes a time, such as 2s, or: until HOST prints \"TEXT\", until HOST listens,"
                + " until HOST listens on PORT, until HOST ends";
        ShellWords ahead = words.copy();
        if (!ahead.plain().map(ShellWords.Word::text).orElse("").equals("until")) {
            return new LabStep.Wait.For(duration(words, forms));
        }
        words.moveTo(ahead);
        String host = host(words);
        int column = words.column();
        return switch (words.plain().map(ShellWords.Word::text).orElse("")) {
            case "prints" -> new LabStep.Wait.UntilPrinted(host,
                    words.next().filter(text -> !text.text().isEmpty()).orElseThrow(
                            () -> new LabSyntaxException(column,
                                    "the text is missing, such as \"listening on\""))
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
        String text = words.plain().map(ShellWords.Word::text).orElse("");
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new LabSyntaxException(column, "'" + text + "' is not a port: a number from 1 to 65535");
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
                : new LabStep.ProgramSelector.OnHost(known(who, column));
    }

    private static LabStep capture(ShellWords words) {
        if (oneOf(words, "start", "stop").equals("stop")) {
            return new LabStep.Display.Capture(Optional.empty());
        }
        int column = words.column();
        return new LabStep.Display.Capture(
                Optional.of(words.next().orElseThrow(() -> new LabSyntaxException(column,
                        "where to is missing: capture start FOLDER or FILE.pcapng")).text()));
    }

    private static String oneOf(ShellWords words, String... allowed) {
        int column = words.column();
        String word = words.plain().map(ShellWords.Word::text).orElse("");
        if (!List.of(allowed).contains(word)) {
            throw new LabSyntaxException(column,
                    (word.isEmpty() ? "here comes " : "'" + word + "' is unknown here: it is ")
                            + String.join(" or ", allowed));
        }
        return word;
    }

    private String host(ShellWords words) {
        int column = words.column();
        return known(words.plain().map(ShellWords.Word::text).orElse(""), column);
    }

    private String known(String host, int column) {
        if (!hosts.contains(host)) {
            throw new LabSyntaxException(column,
                    (host.isEmpty() ? "a host is missing" : "there is no host '" + host + "'")
                            + ": the hosts are "
                            + String.join(", ", hosts));
        }
        return host;
    }

    private static Duration duration(ShellWords words, String otherwise) {
        int column = words.column();
        String text = words.plain().map(ShellWords.Word::text)
                .orElseThrow(() -> new LabSyntaxException(column, otherwise));
        return orSyntax(column, () -> Amount.duration(text));
    }

    /** Where a value's own parser is at a loss, its message is the one line. */
    static <T> T orSyntax(int column, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (LabSyntaxException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }
}
