package netkit.queue.protocol;

import java.util.Optional;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.Delivery;
import netkit.queue.QueueStats;

/** A line that the server sends; the grammar is in the documentation of {@link netkit.queue}. */
public sealed interface Reply {
    /** {@code value} is empty if the reply has none. */
    record Ok(String value) implements Reply {}

    record Error(String text) implements Reply {}

    record Stat(QueueStats stats) implements Reply {}

    /** The head of a message, followed by its body and a line end. */
    record Head(String queue, String id, int count, boolean redelivered, Optional<DeadLetter> deadLetter,
            int size)
            implements
                Reply {
        public Delivery with(byte[] body) {
            return new Delivery(queue, id, count, redelivered, deadLetter, body);
        }
    }

    /**
     * Parses a line.
     *
     * @throws IllegalArgumentException if it does not belong to this protocol; the message is one line
     */
    static Reply parse(String line) {
        int space = line.indexOf(' ');
        String rest = space < 0 ? "" : line.substring(space + 1);
        return switch (space < 0 ? line : line.substring(0, space)) {
            case "+OK" -> new Ok(rest);
            case "-ERR" -> new Error(rest);
            case "STAT" -> new Stat(QueueStats.parse(line));
            case "MSG" -> head(line);
            default -> throw new IllegalArgumentException("the server speaks another protocol");
        };
    }

    private static Head head(String line) {
        String[] words = line.split(" ");
        if (words.length != 6 && words.length != 8) {
            throw new IllegalArgumentException("the server sent a malformed MSG line");
        }
        Optional<DeadLetter> deadLetter = words.length == 6 ? Optional.empty()
                : DeadLetterReason.of(words[6].replaceFirst("^dead=", ""))
                        .map(reason -> new DeadLetter(reason, words[7].replaceFirst("^from=", "")));
        return new Head(words[1], words[2], Integer.parseInt(words[3]), words[4].equals("redelivered"),
                deadLetter,
                Integer.parseInt(words[5]));
    }

    /** Returns the line without its end. */
    default String line() {
        return switch (this) {
            case Ok(var value) -> value.isEmpty() ? "+OK" : "+OK " + value;
            case Error(var text) -> "-ERR " + text;
            case Stat(var stats) -> stats.line();
            case Head(var queue, var id, var count, var redelivered, var deadLetter, var size) ->
                "MSG " + queue + " " + id + " " + count + (redelivered ? " redelivered " : " first ") + size
                        + deadLetter.map(letter -> " dead=" + letter.reason() + " from=" + letter.from())
                                .orElse("");
        };
    }
}
