package netkit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

import netkit.cli.capture.CaptureFileException;
import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Quantity;
import netkit.cli.option.Rate;
import netkit.cli.option.StoppedException;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.SafeWriter;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.Terminals;
import netkit.lab.namespace.LabEntry;
import netkit.lab.namespace.LabUnavailableException;
import netkit.net.Endpoint;
import netkit.net.PrintableText;
import netkit.queue.store.DataInUseException;
import netkit.report.Version;

/**
 * The command line of netkit: builds picocli's parser with netkit's types of values, and turns an exception into a
 * message and an exit code.
 */
public final class NetkitCommandLine {
    static final String VERBOSE = "--verbose";
    private static final int HELP_COLUMNS = 80;
    /** picocli's introduction, of which the name of the option or argument is enough. */
    private static final String INVALID_VALUE = "^Invalid value for (?:option '(.*?)'|positional parameter at index .*? \\((.*?)\\)):? ";

    private static final String MISSING_ARGUMENT = "^Missing required parameters?: (.*)$";

    private NetkitCommandLine() {}

    /** Runs the command line of this process, and returns its exit code. */
    public static int execute(String... arguments) {
        LabEntry.enter();
        List<String> screen = screen(words(arguments));
        return screen == null ? run(forWords(words(arguments)), arguments)
                : show(screen, new StandardOutput());
    }

    /** Does the same with other streams than those of the process. */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return execute(out, err, ansi(), arguments);
    }

    /** Does the same with styles or without, whether or not there is a terminal. */
    public static int execute(PrintWriter out, PrintWriter err, Ansi styles, String... arguments) {
        List<String> screen = screen(words(arguments));
        if (screen == null) {
            return run(safe(forWords(words(arguments)), out, err, styles), arguments);
        }
        screen.forEach(out::println);
        out.flush();
        return ExitCode.DONE;
    }

    /** Returns what netkit prints without a command, which needs no parser; null if there is more to parse. */
    private static List<String> screen(String... words) {
        if (words.length != 1) {
            return words.length == 0 ? Commands.firstScreen() : null;
        }
        return switch (words[0]) {
            case "-h", "--help" -> Commands.help();
            case "-V", "--version" -> List.of(new Version().getVersion());
            default -> null;
        };
    }

    private static int show(List<String> screen, StandardOutput output) {
        PrintWriter out = output.writer();
        screen.forEach(out::println);
        out.flush();
        if (output.failure() == null) {
            return ExitCode.DONE;
        }
        if (!output.failure().isReaderGone()) {
            System.err.println("netkit: " + output.failure().getMessage());
        }
        return ExitCode.FAILED;
    }

    private static int run(CommandLine netkit, String... arguments) {
        int code = netkit.execute(words(arguments));
        netkit.getOut().flush();
        netkit.getErr().flush();
        return code;
    }

    /** Turns {@code help lab run} into {@code lab run --help}, and {@code help} into nothing. */
    private static String[] words(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("help")) {
            return arguments;
        }
        List<String> words = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        if (!words.isEmpty() && Commands.names().contains(words.getFirst())) {
            words.add("--help");
        }
        return words.toArray(String[]::new);
    }

    /** Returns a parser for all commands. */
    public static CommandLine forAll() {
        return create(Commands.names(), "", CommandSpecs.fastest());
    }

    /** Does the same without the generated classes, which are made from it. */
    public static CommandLine annotated() {
        return create(Commands.names(), "", CommandSpecs.annotated());
    }

    /** Returns a parser for the command that is typed alone: building all of them takes much longer. */
    private static CommandLine forWords(String... words) {
        int first = 0;
        while (first < words.length && words[first].startsWith("-")) {
            first++;
        }
        boolean known = first < words.length && Commands.names().contains(words[first]);
        return create(known ? List.of(words[first]) : List.of(),
                first + 1 < words.length ? words[first + 1] : "", CommandSpecs.fastest());
    }

    /** @param next the word after the command's name */
    private static CommandLine create(List<String> names, String next, CommandSpecs specs) {
        StandardOutput output = new StandardOutput();
        CommandLine netkit = new CommandLine(root());
        names.forEach(
                name -> netkit.addSubcommand(new CommandLine(specs.of(name, Commands.create(name), next))));
        return safe(netkit, output.writer(), netkit.getErr(), ansi())
                .registerConverter(Integer.class, Quantity::wholeInt)
                .registerConverter(int.class, Quantity::wholeInt)
                .registerConverter(Long.class, Quantity::wholeLong)
                .registerConverter(long.class, Quantity::wholeLong)
                .registerConverter(Duration.class, Quantity::duration)
                .registerConverter(Rate.class, Rate::parse)
                .registerConverter(Endpoint.class, NetkitCommandLine::endpoint)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // text to be sent may begin with @
                .setUsageHelpWidth(HELP_COLUMNS)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(NetkitCommandLine::reportWrongUsage)
                .setExecutionStrategy(parsed -> {
                    checkHelpIsMeant(parsed);
                    return PcapOptions.around(parsed, () -> output.execute(parsed));
                })
                // a failure to write the output is the cause of whatever followed it
                .setExecutionExceptionHandler((e, command, parsed) -> reportFailure(
                        output.failure() == null ? e : output.failure(), command, parsed));
    }

    /** Whatever a command prints may come from a peer. */
    private static CommandLine safe(CommandLine netkit, PrintWriter out, PrintWriter err, Ansi styles) {
        return netkit.setOut(new SafeWriter(out, styles.enabled()))
                .setErr(new SafeWriter(err, styles.enabled()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(styles));
    }

    private static Ansi ansi() {
        return Terminals.mayMoveCursor() ? Ansi.AUTO : Ansi.OFF;
    }

    /** Returns the specification of {@code netkit} without a command, which prints the first screen. */
    private static CommandSpec root() {
        FirstScreen screen = new FirstScreen();
        CommandSpec root = CommandSpec.wrapWithoutInspection(screen).name("netkit")
                .versionProvider(new Version());
        screen.spec = root;
        root.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).scopeType(ScopeType.INHERIT)
                .description("Print this help.").build());
        root.addOption(OptionSpec.builder("-V", "--version").versionHelp(true)
                .description("Print the versions of netkit and Java.").build());
        root.addOption(OptionSpec.builder(VERBOSE).scopeType(ScopeType.INHERIT)
                .description("Print a stack trace if the command fails.").build());
        root.usageMessage().customSynopsis("netkit [-hV] [--verbose] COMMAND") //
                .description(Commands.PURPOSE).footer(Commands.EXAMPLES)
                .sectionKeys(List.of(UsageMessageSpec.SECTION_KEY_COMMAND_LIST));
        root.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                _ -> String.join(System.lineSeparator(), Commands.help()) + System.lineSeparator());
        return root;
    }

    /** picocli reads {@code -hello} as {@code -h} and options that it does not know, and would print the help. */
    private static void checkHelpIsMeant(ParseResult parsed) {
        ParseResult last = parsed.hasSubcommand() ? parsed.subcommands().getLast() : parsed;
        if (last.isUsageHelpRequested() && !last.unmatched().isEmpty()
                && Collections.disjoint(parsed.originalArgs(), List.of("-h", "--help"))) {
            throw new UnmatchedArgumentException(last.commandSpec().commandLine(), last.unmatched());
        }
    }

    /** Returns how to send text that looks like an option, if the command sends text. */
    private static String advice(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream()
                .anyMatch(parameter -> parameter.paramLabel().equals("TEXT"))
                        ? "; write -- before a text that begins with -"
                        : "";
    }

    private static Endpoint endpoint(String text) {
        return Quantity.orTypeConversion(text, Endpoint::parse);
    }

    private static int reportWrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        complain(command.getErr(), name + ": " + problem(e, args) + " (see '" + name + " --help')");
        command.getErr().flush();
        return ExitCode.USAGE;
    }

    /**
     * Prints one line, which may quote several lines of a peer or of a file; a terminal on which it is too wide gets whole
     * words.
     */
    private static void complain(PrintWriter err, String text) {
        String line = PrintableText.escapeControls(text);
        int columns = line.length() > HELP_COLUMNS ? Terminals.columnsOfError(Integer.MAX_VALUE)
                : HELP_COLUMNS;
        Paragraph.fit(line, columns).forEach(err::println);
    }

    private static String problem(ParameterException e, String... args) {
        CommandLine command = e.getCommandLine();
        List<String> unmatched = command.getUnmatchedArguments();
        // picocli complains of a missing argument first, though the cause is the option it does not know
        if (unmatched.isEmpty()
                || e instanceof MissingParameterException && !unmatched.getFirst().startsWith("-")) {
            return e.getMessage().replaceFirst(INVALID_VALUE, "$1$2: ")
                    .replaceFirst(MISSING_ARGUMENT,
                            "missing $1" + Matcher.quoteReplacement(example(command)));
        }
        String typed = unmatched.getFirst(); // those after it may be its values
        Collection<String> commands = command.getParent() == null ? Commands.names()
                : command.getSubcommands().keySet();
        Set<String> options = command.getCommandSpec().optionsMap().keySet();
        if (typed.startsWith("-")) {
            String name = whole(typed, args).replaceFirst("=.*", "");
            String suggestion = suggestion(name, options);
            String advice = advice(command);
            return "unknown option '" + name + "'"
                    + (advice.isEmpty() || name.startsWith("--") && !suggestion.isEmpty() ? suggestion
                            : advice);
        }
        return (commands.isEmpty() ? "unexpected argument '" : "unknown command '") + typed + "'"
                + suggestion(typed, Stream.concat(commands.stream(), options.stream()).toList());
    }

    /** Returns {@code -hello} for {@code -ello}, which is what picocli leaves of it: {@code -h} is an option. */
    private static String whole(String unmatched, String... args) {
        return Arrays.stream(args)
                .filter(word -> word.matches("-[hV].+") && word.endsWith(unmatched.substring(1))).findFirst()
                .orElse(unmatched);
    }

    /** Returns the first example of a command's help, as part of a sentence. */
    private static String example(CommandLine command) {
        return Arrays.stream(command.getCommandSpec().usageMessage().footer()).map(String::strip)
                .filter(line -> line.startsWith(command.getCommandSpec().qualifiedName() + " ")).findFirst()
                .map(line -> "; for example: " + line.replace("%%", "%")).orElse("");
    }

    private static String suggestion(String typed, Collection<String> words) {
        return Suggestions.of(typed, words).map(word -> "; did you mean '" + word + "'?").orElse("");
    }

    private static int reportFailure(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof ParameterException wrong) {
            return reportWrongUsage(wrong, new String[0]);
        }
        if (e instanceof StandardOutput.Failure failure && failure.isReaderGone()) {
            return ExitCode.FAILED;
        }
        PrintWriter err = command.getErr();
        complain(err, command.getCommandSpec().qualifiedName() + ": " + message(e));
        if (parsed.hasMatchedOption(VERBOSE)) {
            e.printStackTrace(err);
        }
        err.flush();
        return exitCode(e);
    }

    // without pattern switches: the first of a process costs more than all the rest of a short command
    private static int exitCode(Exception e) {
        boolean inTheWay = e instanceof BindException || e instanceof AccessDeniedException
                || e instanceof LabUnavailableException || e instanceof DataInUseException
                || e instanceof CaptureFileException;
        return inTheWay ? ExitCode.INCONCLUSIVE
                : e instanceof StoppedException ? ExitCode.INTERRUPTED : ExitCode.FAILED;
    }

    private static String message(Exception e) {
        if (e instanceof UnknownHostException) {
            return "cannot find the host '" + e.getMessage() + "'; check its spelling";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied: " + e.getMessage();
        }
        if (e instanceof IOException) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        }
        return "internal error: " + e + " (run again with " + VERBOSE + " for a stack trace)";
    }

    /** {@code netkit} without a command. */
    private static final class FirstScreen implements Runnable {
        private CommandSpec spec;

        @Override
        public void run() {
            Commands.firstScreen().forEach(spec.commandLine().getOut()::println);
        }
    }
}
