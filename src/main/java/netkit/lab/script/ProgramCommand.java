package netkit.lab.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A program and its arguments, parsed from a line of text.
 *
 * @param words the program, then its arguments; at least one word
 * @param input the file to use as standard input, if any
 */
public record ProgramCommand(List<String> words, Optional<String> input) {
    public ProgramCommand {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command has at least one word");
        }
    }

    /** @throws LabSyntaxException if the text contains shell syntax other than words */
    public static ProgramCommand parse(String text) {
        return read(new ShellWords(text));
    }

    /** Parses the rest of the line. */
    static ProgramCommand read(ShellWords line) {
        List<String> words = new ArrayList<>();
        Optional<String> input = Optional.empty();
        for (var word = line.next(); word.isPresent(); word = line.next()) {
            if (word.get().is("<")) {
                input = Optional.of(line.next().filter(file -> !file.is("<")).orElseThrow(
                        () -> new LabSyntaxException(line.column(), "a file name is missing after <"))
                        .text());
            } else {
                words.add(word.get().text());
            }
        }
        if (words.isEmpty()) {
            throw new LabSyntaxException(line.column(),
                    "a command is missing; write for example: netkit udp-listen 9001");
        }
        return new ProgramCommand(words, input);
    }

    /** Returns the command as it would be typed, quoted where necessary. */
    @Override
    public String toString() {
        return words.stream().map(ProgramCommand::quoted).collect(Collectors.joining(" "))
                + input.map(file -> " < " + quoted(file)).orElse("");
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./?*~^\\[\\]{}!-][\\w@%+=:,./?*~^\\[\\]{}!#-]*")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
