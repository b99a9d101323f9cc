package netkit.cli.reference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script for the shell fish: commands, options with their descriptions, values that are known, and files. */
final class FishCompletion {
    private static final String HEAD = """
            # fish completion for netkit: netkit completion fish >~/.config/fish/completions/netkit.fish

            # Whether the words typed so far, without options, begin with these.
            function __netkit_in
                set -l typed
                for word in (commandline -opc)[2..-1]
                    string match -q -- '-*' $word; or set -a typed $word
                end
                set -l length (count $argv)
                test (count $typed) -ge $length; and test "$typed[1..$length]" = "$argv"
            end

            # Whether no command has been typed yet.
            function __netkit_first
                for word in (commandline -opc)[2..-1]
                    string match -q -- '-*' $word; or return 1
                end
            end

            complete -c netkit -f
            """;

    private final StringBuilder script = new StringBuilder(HEAD);

    private FishCompletion() {}

    /** Returns the script for a command with all its subcommands. */
    static String of(CommandLine netkit) {
        FishCompletion completion = new FishCompletion();
        completion.add(netkit, "");
        return completion.script.toString();
    }

    private void add(CommandLine command, String path) {
        CommandSpec spec = command.getCommandSpec();
        String here = condition(command, path);
        command.getSubcommands().forEach((name, child) -> line(here,
                "-a " + name + description(child.getCommandSpec().usageMessage().description())));
        for (OptionSpec option : spec.options()) {
            StringBuilder words = new StringBuilder();
            for (String name : option.names()) {
                words.append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                        .append(' ');
            }
            line(here, words + (option.arity().max() == 0 ? "" : value(option))
                    + description(option.description()));
        }
        spec.positionalParameters().stream().filter(FishCompletion::isKnown)
                .forEach(positional -> line(here, value(positional).replaceFirst("^-[xr] ", "")));
        command.getSubcommands().forEach((name, child) -> add(child, (path + " " + name).strip()));
    }

    /** Returns when what belongs to a command may be completed: when its name has been typed, but none of a subcommand. */
    private static String condition(CommandLine command, String path) {
        if (path.isEmpty()) {
            return "__netkit_first";
        }
        List<String> tests = new ArrayList<>(List.of("__netkit_in " + path));
        command.getSubcommands().keySet().forEach(name -> tests.add("not __netkit_in " + path + " " + name));
        return String.join("; and ", tests);
    }

    private static boolean isKnown(ArgSpec arg) {
        return isFile(arg) || candidates(arg).hasNext();
    }

    private static boolean isFile(ArgSpec arg) {
        return List.of(arg.auxiliaryTypes()).contains(Path.class) || arg.type() == Path.class;
    }

    private static Iterator<String> candidates(ArgSpec arg) {
        return arg.completionCandidates() == null ? List.<String>of().iterator()
                : arg.completionCandidates().iterator();
    }

    /** Returns what may follow: a file, one of the known values, or anything. */
    private static String value(ArgSpec arg) {
        if (isFile(arg)) {
            return "-r -F";
        }
        List<String> known = new ArrayList<>();
        candidates(arg).forEachRemaining(one -> known.add(one.toLowerCase(Locale.ROOT)));
        return known.isEmpty() ? "-x"
                : "-x -a " + quoted(known.stream().distinct().collect(Collectors.joining(" ")));
    }

    private static String description(String... description) {
        String first = String.join(" ", description).replaceFirst("(?s)[.:;] .*|\\.$| \\(default: .*", "");
        return first.isBlank() ? "" : " -d " + quoted(first);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void line(String condition, String words) {
        script.append("complete -c netkit -n ").append(quoted(condition)).append(' ').append(words)
                .append('\n');
    }
}
