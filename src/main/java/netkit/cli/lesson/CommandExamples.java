package netkit.cli.lesson;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Checks the commands that stand in a text: whether netkit would take them as they are typed. */
final class CommandExamples {
    private final Supplier<CommandLine> netkit;

    /** @param netkit returns a parser for all commands */
    CommandExamples(Supplier<CommandLine> netkit) {
        this.netkit = netkit;
    }

    /** Returns what is wrong with the arguments; an ellipsis or a word in capitals stands for something. */
    Optional<String> problem(List<String> words) {
        List<String> typed = words.stream().takeWhile(word -> !isEllipsis(word)).toList();
        boolean isShortened = typed.size() < words.size();
        if (!typed.isEmpty() && typed.getFirst().equals("help")) {
            typed = typed.subList(1, typed.size());
        }
        if (typed.stream().anyMatch(word -> word.matches("[A-Z]{1,}|.*<.*>.*"))) {
            typed = typed.stream().takeWhile(word -> !word.matches("[A-Z]{1,}|.*<.*>.*")).toList();
            isShortened = true;
        }
        try {
            netkit.get().parseArgs(typed.toArray(String[]::new));
            return Optional.empty();
        } catch (MissingParameterException e) {
            return isShortened ? Optional.empty() : Optional.of(e.getMessage());
        } catch (ParameterException e) {
            return Optional.of(e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static boolean isEllipsis(String word) {
        return word.contains("…") || word.contains("...");
    }
}
