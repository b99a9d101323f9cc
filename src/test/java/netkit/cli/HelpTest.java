package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import netkit.testing.Cli;

/** What the help of every command must have, that of commands to come included. */
@Tag("slow")
class HelpTest {
    private static final int COLUMNS = 80;
    /** A word of a shell command, which may be quoted. */
    private static final Pattern WORD = Pattern.compile("(\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    /** Every command there is, however deep, as typed. */
    static Stream<String> commands() {
        List<String> found = new ArrayList<>();
        collect(NetkitCommandLine.forAll(), found);
        return found.stream();
    }

    private static void collect(CommandLine command, List<String> found) {
        found.add(command.getCommandSpec().qualifiedName());
        command.getSubcommands().values().forEach(child -> collect(child, found));
    }

    private static Cli.Result run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.removeFirst(); // netkit itself
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private static CommandSpec spec(String command) {
        CommandLine line = NetkitCommandLine.forAll();
        for (String word : command.split(" ")) {
            line = line.getSubcommands().getOrDefault(word, line);
        }
        return line.getCommandSpec();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsPrintedToStandardOutputAndNamesTheCommand(String command) {
        Cli.Result result = run(command, "--help");

        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("Usage: " + command + " "), result.toString());
        assertEquals(result.out(), run(command, "-h").out());
    }

    /** The list of commands shows it alone. */
    @ParameterizedTest
    @MethodSource("commands")
    void descriptionBeginsWithAWholeSentence(String command) {
        String first = spec(command).usageMessage().description()[0];
        assertTrue(first.endsWith("."), first);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasExamplesThatAreValidCommandLines(String command) {
        List<String> help = run(command, "--help").out().lines().toList();
        int heading = help.indexOf("Examples:");
        assertTrue(heading >= 0, command + " has no examples");

        List<String> examples = help.subList(heading + 1, help.size()).stream()
                .filter(line -> line.matches(" {2}(.*\\| )?netkit .*")).toList();
        assertTrue(examples.size() >= 2, () -> command + " has fewer than two examples: " + examples);
        assertAll(examples.stream().map(example -> () -> {
            String typed = example.replaceFirst(".*?\\bnetkit (help )?", "").replaceFirst(" [|>&] ?.*", "");
            String[] words = WORD.matcher(typed).results()
                    .map(word -> word.group().replaceAll("\"([^\"]*)\"|'([^']*)'", "$1$2"))
                    .toArray(String[]::new);
            assertDoesNotThrow(() -> NetkitCommandLine.forAll().parseArgs(words), example);
        }));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItDoesAndEveryOptionToo(String command) {
        CommandSpec spec = spec(command);
        assertTrue(spec.usageMessage().description().length > 0, command + " says nothing of itself");

        assertAll(spec.args().stream().map(arg -> () -> assertDescribed(arg)));
    }

    private static void assertDescribed(ArgSpec arg) {
        String name = arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
        String description = String.join(" ", arg.description());
        assertTrue(!description.isBlank(), name + " has no description");
        assertTrue(description.endsWith("."),
                name + ": its description is a sentence and ends with a full stop");
        // The default of a switch is always off, and is not stated.
        if (arg.arity().max() > 0 && arg.defaultValue() != null) {
            assertTrue(description.contains("default"), name + ": its description does not tell its default");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionIsWrongUsageInTwoLinesAtMost(String command) {
        Cli.Result result = run(command, "--no-such-option");

        assertEquals(2, result.code(), result.toString());
        assertEquals("", result.out(), result.toString());
        assertTrue(result.err().startsWith(command + ": "), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }

    @Test
    void theRootListsEveryCommandWithWhatItDoes() {
        String help = Cli.run("--help").out();

        commands().skip(1).forEach(command -> {
            String name = command.substring("netkit ".length());
            assertTrue(
                    name.contains(" ")
                            || help.lines().anyMatch(line -> line.matches("  " + name + " +\\S.*")),
                    command + " is not in\n" + help);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { //
        "tcp-servr           | netkit: unknown command 'tcp-servr'; did you mean 'tcp-server'? (see 'netkit --help')",
        "help tcp-servr      | netkit: unknown command 'tcp-servr'; did you mean 'tcp-server'? (see 'netkit --help')",
        "version             | netkit: unknown command 'version'; did you mean '--version'? (see 'netkit --help')",
        "chat                | netkit: unknown command 'chat'; did you mean 'tcp-server'? (see 'netkit --help')",
        "xylophone           | netkit: unknown command 'xylophone' (see 'netkit --help')",
        "lab rnu             | netkit lab: unknown command 'rnu'; did you mean 'run'? (see 'netkit lab --help')",
        "tcp-server --prot 1 | netkit tcp-server: unknown option '--prot'; did you mean '--port'? (see 'netkit tcp-server --help')",
        "mq-send --coutn=3 q | netkit mq-send: unknown option '--coutn'; did you mean '--count'? (see 'netkit mq-send --help')"})
    void misspeltWordIsWrongUsageAndTheOneMeantIsNamedIfItIsNear(String typed, String message) {
        Cli.Result result = Cli.run(typed.split(" "));

        assertEquals(2, result.code(), result.toString());
        assertEquals("", result.out());
        assertEquals(message + "\n", result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help"})
    void firstScreenIsADozenLinesThatNameEveryCommand(String typed) {
        Cli.Result result = typed.isEmpty() ? Cli.run() : Cli.run(typed);

        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err());
        assertTrue(result.out().lines().count() <= 14, result.toString());
        assertTrue(result.out().lines().allMatch(line -> line.length() <= COLUMNS), result.toString());
        // a family that is listed by its own first screen
        commands().skip(1).filter(command -> !command.matches("netkit (ws-frame|lesson) .*"))
                .forEach(command -> assertTrue(result.out().contains(command.substring("netkit ".length())),
                        command + " is not in\n" + result.out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp-server", "lab run", "compare replay"})
    void helpAsACommandPrintsTheHelpOfAnother(String command) {
        assertEquals(run("netkit " + command, "--help").out(), run("netkit help " + command).out());
    }

    @Test
    void versionTellsOfNetkitAndItsJava() {
        Cli.Result result = Cli.run("--version");

        assertEquals(0, result.code(), result.toString());
        assertTrue(result.out().matches("netkit .*\nJava " + Runtime.version().feature() + ".*\n"),
                result.toString());
    }
}
