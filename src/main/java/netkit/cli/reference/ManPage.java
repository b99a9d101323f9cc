package netkit.cli.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import netkit.report.Version;

/** The manual page of a command in the format of man(7), from the specification that its help is made from. */
final class ManPage {
    private final CommandLine command;
    private final CommandSpec spec;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandLine command) {
        this.command = command;
        spec = command.getCommandSpec();
    }

    static String of(CommandLine command) {
        return new ManPage(command).page();
    }

    /** Returns the name of the page, {@code netkit-lab-run}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    private String page() {
        UsageMessageSpec usage = spec.usageMessage();
        List<String> description = Arrays.stream(usage.description()).map(ManPage::plain).toList();
        String version = Version.number() == null ? "netkit" : "netkit " + Version.number();
        line(".TH " + quoted(name(command).toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted(version)
                + " \"netkit\"");
        line(".nh");
        line(".ad l");
        section("NAME");
        line(escaped(name(command)) + " \\- " + escaped(description.getFirst().replaceFirst("[.:]$", "")));
        section("SYNOPSIS");
        String synopsis = new Help(spec, Help.defaultColorScheme(Ansi.OFF)).synopsis(0)
                .replaceAll("\\s+", " ").strip();
        line("\\fB" + escaped(spec.qualifiedName()) + "\\fR"
                + escaped(synopsis.substring(spec.qualifiedName().length())));
        section("DESCRIPTION");
        description.forEach(text -> line(text.isBlank() ? ".PP" : escaped(text)));
        arguments();
        options();
        commands();
        examples();
        exitStatus();
        return page.toString();
    }

    private void arguments() {
        List<? extends ArgSpec> arguments = spec.positionalParameters();
        if (!arguments.isEmpty()) {
            section("ARGUMENTS");
            arguments.forEach(argument -> item("\\fI" + escaped(label(argument).strip()) + "\\fR",
                    argument.description()));
        }
    }

    private void options() {
        section("OPTIONS");
        for (OptionSpec option : spec.options()) {
            String names = Arrays.stream(option.names())
                    .map(name -> "\\fB" + escaped(negatable(option, name)) + "\\fR")
                    .collect(Collectors.joining(", "));
            item(names + (option.arity().max() == 0 ? "" : "\\fI" + escaped(label(option)) + "\\fR"),
                    option.description());
        }
    }

    private static String negatable(OptionSpec option, String name) {
        return option.negatable() ? name.replaceFirst("^--", "--[no-]") : name;
    }

    private String label(ArgSpec arg) {
        return command.getHelp().parameterLabelRenderer().renderParameterLabel(arg, Ansi.OFF, List.of())
                .toString();
    }

    private void commands() {
        if (!command.getSubcommands().isEmpty()) {
            section("COMMANDS");
            command.getSubcommands().forEach((name, child) -> item("\\fB" + escaped(name) + "\\fR",
                    child.getCommandSpec().usageMessage().description()[0]));
        }
    }

    private void examples() {
        section("EXAMPLES");
        line(".nf");
        Arrays.stream(spec.usageMessage().footer()).map(ManPage::plain).forEach(text -> line(escaped(text)));
        line(".fi");
    }

    private void exitStatus() {
        section("EXIT STATUS");
        item("0", "Done.");
        item("1", "Failed; input that was not delivered is a failure, too.");
        item("2", "The command line is wrong.");
        item("3", "Something else was in the way, such as a port that is in use.");
        item("130", "Ended by Ctrl-C before it was done.");
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void item(String term, String... description) {
        line(".TP");
        line(term);
        line(escaped(plain(String.join(" ", description))));
    }

    /** What picocli would print: without its markup, and with its percent signs resolved. */
    private static String plain(String text) {
        return Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
    }

    /** Escapes what roff would take for its own: backslashes, hyphens, control lines, and characters beyond ASCII. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.startsWith(".") || text.startsWith("'") ? "\\&" : "");
        text.codePoints().forEach(c -> escaped.append(switch (c) {
            case '\\' -> "\\e";
            case '-' -> "\\-";
            case '\'' -> "\\(aq";
            case '`' -> "\\(ga";
            case '^' -> "\\(ha";
            case '~' -> "\\(ti";
            default -> c < 0x7F ? Character.toString(c) : "\\[u%04X]".formatted(c);
        }));
        return escaped.toString();
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
