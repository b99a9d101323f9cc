package netkit.cli.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine.TypeConversionException;

import netkit.cli.option.InputFile;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Scenarios;
import netkit.net.PrintableText;

/** Parses the names of transports, scenarios and environments. */
final class CompareNames {
    static final String ALL = "all";
    private static final String ENDING = ".lab";

    private CompareNames() {}

    /** Returns the constant with this name, ignoring case. */
    static <T> T named(String text, String what, T[] known) {
        return Stream.of(known).filter(one -> one.toString().equalsIgnoreCase(text.strip())).findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        isNot(text, what, Arrays.stream(known).map(Object::toString).toList())));
    }

    private static String isNot(String text, String what, List<String> known) {
        return "'" + PrintableText.escapeControls(text) + "' is not " + what + ": choose from "
                + String.join(", ", known);
    }

    /** Returns each transport once; {@code all} excludes those that need another program. */
    static List<Transport> transports(List<String> names) {
        List<Transport> found = new ArrayList<>();
        for (String name : names) {
            if (name.strip().equalsIgnoreCase(ALL)) {
                found.addAll(Arrays.stream(Transport.values()).filter(one -> !one.needsProgram())
                        .toList());
            } else {
                found.add(transport(name));
            }
        }
        return found.stream().distinct().toList();
    }

    static Transport transport(String name) {
        return named(name, "a transport", Transport.values());
    }

    /** Returns each scenario once. */
    static List<Scenario> scenarios(List<String> names) {
        return names.stream()
                .flatMap(name -> name.strip().equalsIgnoreCase(ALL) ? Scenarios.NAMES.stream()
                        : Stream.of(name.strip().toLowerCase(Locale.ROOT)))
                .distinct().map(CompareNames::scenario).toList();
    }

    /** Returns a scenario that ships with netkit. */
    static Scenario scenario(String name) {
        return Scenarios.named(name).orElseThrow(
                () -> new TypeConversionException(isNot(name, "a scenario", Scenarios.NAMES)
                        + "; use --scenario FILE for your own"));
    }

    /**
     * Reads a user's scenario, which is named after its file.
     *
     * @throws TypeConversionException if the file has a syntax error
     */
    static Scenario read(Path file) throws IOException {
        String full = file.getFileName() == null ? file.toString() : file.getFileName().toString();
        String name = full.endsWith(ENDING) && full.length() > ENDING.length()
                ? full.substring(0, full.length() - ENDING.length())
                : full;
        String text = InputFile.text(file,
                "'netkit compare --show-scenario cut' prints one to copy and change");
        try {
            return ScenarioFile.parse(name, file.toString(), text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(PrintableText.escapeControls(e.getMessage()));
        }
    }

    /** @throws TypeConversionException if two scenarios have the same name */
    static void requireDifferent(List<Scenario> scenarios) {
        String twice = scenarios.stream().map(Scenario::name)
                .collect(Collectors.groupingBy(name -> name, Collectors.counting())).entrySet().stream()
                .filter(entry -> entry.getValue() > 1).map(Map.Entry::getKey).findFirst()
                .orElse(null);
        if (twice != null) {
            throw new TypeConversionException(
                    "two scenarios are called '" + PrintableText.escapeControls(twice)
                            + "': give the file another name");
        }
    }
}
