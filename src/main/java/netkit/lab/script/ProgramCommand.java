package netkit.lab.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A program and its arguments as one types them.
 *
 * @param words the program first; at least one
 * @param input the file that is its standard input
 */
public record ProgramCommand(List<String> words, Optional<String> input) {
    public ProgramCommand {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command has at least one word");
        }
    }

    /** @throws LabSyntaxException where a shell would see something else in it than words */
    public static ProgramCommand parse(String text) {
        return read(new ShellWords(text));
    }

    /** What is left of the line. */
    static ProgramCommand read(ShellWords line) {
        List<String> words = new ArrayList<>();
        Optional<String> input = Optional.empty();
        for (var word = line.next(); word.isPresent(); word = line.next()) {
            if (word.get().is("<")) {
                input = Optional.of(line.next().filter(file -> !file.is("<")).orElseThrow(
                        () -> new LabSyntaxException(line.column(), "the file to read is missing after <"))
                        .text());
            } else {
                words.add(word.get().text());
            }
        }
        if (words.isEmpty()) {
            throw new LabSyntaxException(line.column(),
                    "a command is missing, such as: netkit udp-listen 9001");
        }
        return new ProgramCommand(words, input);
    }

    /** As one would type it, with quotes where they are needed. */
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
