package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The generated specifications say what the annotations say. */
@Tag("slow")
class CommandSpecsTest {
    @Test
    void theGeneratedClassIsUsed() {
        assertEquals("GeneratedSpecs", CommandSpecs.fastest().getClass().getSimpleName());
    }

    @Test
    void generatedSpecificationsAreEqualToTheAnnotations() {
        assertSame(NetkitCommandLine.annotated(), NetkitCommandLine.forAll());
    }

    private static void assertSame(CommandLine annotated, CommandLine generated) {
        String name = annotated.getCommandSpec().qualifiedName();
        assertEquals(annotated.getUsageMessage(Ansi.OFF), generated.getUsageMessage(Ansi.OFF));
        assertEquals(arguments(annotated), arguments(generated), name);
        assertEquals(annotated.getSubcommands().keySet(), generated.getSubcommands().keySet(), name);
        annotated.getSubcommands()
                .forEach((child, command) -> assertSame(command, generated.getSubcommands().get(child)));
    }

    private static List<String> arguments(CommandLine command) {
        return command.getCommandSpec().args().stream().map(CommandSpecsTest::text).toList();
    }

    /** The generated ones are in lower case, as they are typed. */
    private static List<String> candidates(ArgSpec arg) {
        List<String> candidates = new ArrayList<>();
        if (arg.completionCandidates() != null) {
            arg.completionCandidates().forEach(one -> candidates.add(one.toLowerCase(Locale.ROOT)));
        }
        return candidates;
    }

    private static String text(ArgSpec arg) {
        List<Object> own = arg instanceof OptionSpec option
                ? Arrays.asList(List.of(option.names()), option.negatable(), option.fallbackValue(),
                        option.order())
                : Arrays.asList(((PositionalParamSpec) arg).index());
        // the value that a field has before anything is typed counts only without a default
        Object initial = arg.defaultValue() == null ? arg.initialValue() : null;
        return Arrays.asList(own, arg.paramLabel(), arg.arity(), arg.required(), arg.hidden(), arg.type(),
                List.of(arg.auxiliaryTypes()), Arrays.stream(arg.converters()).map(Object::getClass).toList(),
                arg.splitRegex(), arg.defaultValue(), List.of(arg.description()), Objects.toString(initial),
                candidates(arg), arg.scopeType()).toString();
    }
}
