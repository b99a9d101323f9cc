package netkit.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import netkit.cli.lesson.Documents;
import netkit.lesson.Glossary;
import netkit.lesson.Lessons;

/**
 * The specification of all commands for the completion of command lines: with {@code help}, and with the values of
 * arguments that are known from what is in netkit, such as the names of guides.
 */
final class CompletableCommands {
    private CompletableCommands() {}

    static CommandLine create() {
        CommandLine netkit = NetkitCommandLine.forAll();
        List<String> words = netkit.getSubcommands().entrySet().stream().flatMap(
                command -> Stream.concat(Stream.of(command.getKey()), subcommands(command.getValue())))
                .distinct().toList();
        CommandSpec help = CommandSpec.create();
        help.usageMessage().description("Print the help of a command.");
        help.addPositional(PositionalParamSpec.builder().paramLabel("COMMAND").arity("0..*")
                .type(List.class).auxiliaryTypes(String.class).completionCandidates(words).build());
        netkit.addSubcommand("help", help);
        complete(netkit.getSubcommands().get("man"), words);
        complete(netkit.getSubcommands().get("guide"), Documents.GUIDES);
        lessons(netkit.getSubcommands().get("lesson"));
        return netkit;
    }

    private static Stream<String> subcommands(CommandLine command) {
        return command.getSubcommands().keySet().stream();
    }

    private static void lessons(CommandLine lesson) {
        List<String> numbers;
        List<String> terms;
        try {
            Lessons packed = Lessons.packed();
            numbers = packed.all().stream().map(one -> Integer.toString(one.number())).toList();
            terms = packed.glossary().terms().stream().map(Glossary.Term::name)
                    .flatMap(name -> Stream.of(name.toLowerCase(Locale.ROOT).split(" "))).distinct().sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Map.Entry<String, CommandLine> one : lesson.getSubcommands().entrySet()) {
            boolean takesNumber = one.getValue().getCommandSpec().positionalParameters().stream()
                    .anyMatch(argument -> argument.paramLabel().equals("N"));
            if (takesNumber) {
                complete(one.getValue(), numbers);
            }
        }
        complete(lesson.getSubcommands().get("term"), terms);
        complete(lesson, numbers);
    }

    /** Makes the values known of a command's first argument. */
    private static void complete(CommandLine command, List<String> values) {
        CommandSpec spec = command.getCommandSpec();
        List<PositionalParamSpec> arguments = List.copyOf(spec.positionalParameters());
        arguments.forEach(spec::remove);
        spec.addPositional(arguments.getFirst().toBuilder().completionCandidates(values).build());
        arguments.stream().skip(1).forEach(spec::addPositional);
    }
}
