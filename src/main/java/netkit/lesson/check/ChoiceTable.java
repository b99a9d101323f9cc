package netkit.lesson.check;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.compare.link.Transport;

/**
 * A student's table of choices: which transport is to carry which kind of message, and what is predicted of it. A line
 * has four words, {@code chat websocket none some}: a requirement, a transport, and whether messages are lost and
 * repeated. {@code #} starts a comment.
 */
public final class ChoiceTable {
    /** What a transport ends with if the receiver skips what it has processed already. */
    static final String DEDUP = "+dedup";
    /** What stands where a student has not chosen yet. */
    private static final String OPEN = "?";
    private static final Set<String> AMOUNTS = Set.of("none", "some");
    private static final int WORDS = 4;

    private final String text;

    public ChoiceTable(String text) {
        this.text = text;
    }

    /**
     * A choice.
     *
     * @param typed the transport as it stands in the table
     * @param dedup whether the receiver records what it has processed, and skips duplicates
     * @param losesSome whether messages are predicted to be lost
     * @param repeatsSome whether messages are predicted to be processed more than once
     */
    public record Choice(int line, String typed, Transport transport, boolean dedup, boolean losesSome,
            boolean repeatsSome) {}

    /** A line of the table that cannot be used: what is wrong, and the name of the field. */
    public static final class InvalidChoiceException extends Exception {
        private static final long serialVersionUID = 1;

        private final String field;

        private InvalidChoiceException(String field, String message) {
            super(message);
            this.field = field;
        }

        public String field() {
            return field;
        }
    }

    /** Returns the choice for a requirement. */
    public Choice choice(String requirement) throws InvalidChoiceException {
        Choice found = null;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            List<String> words = words(line);
            if (words.isEmpty() || !words.getFirst().equals(requirement)) {
                continue;
            }
            if (found != null) {
                throw new InvalidChoiceException("row",
                        "line " + number + ": line " + found.line + " has chosen for '" + requirement
                                + "' already");
            }
            found = choice(number, words);
        }
        if (found == null) {
            throw new InvalidChoiceException("row", "no line begins with '" + requirement + "'");
        }
        return found;
    }

    private static List<String> words(String line) {
        String content = line.replaceFirst("(^|\\s)#.*", "").strip();
        return content.isEmpty() ? List.of() : List.of(content.split("\\s+"));
    }

    private static Choice choice(int number, List<String> words) throws InvalidChoiceException {
        if (words.size() != WORDS) {
            throw new InvalidChoiceException("row", "line " + number + " has " + words.size()
                    + " words; write four, as in: " + words.getFirst() + " websocket none none");
        }
        String typed = words.get(1);
        if (words.contains(OPEN)) {
            throw new InvalidChoiceException("open",
                    "line " + number + " still has a ?: choose a transport, and predict");
        }
        boolean dedup = typed.endsWith(DEDUP);
        String name = dedup ? typed.substring(0, typed.length() - DEDUP.length()) : typed;
        Transport transport = transport(name).orElseThrow(() -> new InvalidChoiceException("transport",
                "line " + number + ": '" + name + "' is no transport; there are " + transports()));
        for (String amount : words.subList(2, WORDS)) {
            if (!AMOUNTS.contains(amount)) {
                throw new InvalidChoiceException("prediction", "line " + number + ": '" + amount
                        + "' is no prediction: write none or some");
            }
        }
        return new Choice(number, typed, transport, dedup, words.get(2).equals("some"),
                words.get(3).equals("some"));
    }

    /** Returns the transport of this name; those that need another program are none here. */
    static Optional<Transport> transport(String name) {
        return choices().stream().filter(transport -> transport.toString().equals(name)).findFirst();
    }

    private static Set<Transport> choices() {
        Set<Transport> all = new HashSet<>(Set.of(Transport.values()));
        all.removeIf(Transport::needsProgram);
        return all;
    }

    private static String transports() {
        return choices().stream().map(Transport::toString).sorted().collect(Collectors.joining(", "));
    }
}
