package netkit.queue.protocol;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    Pattern MSG = Pattern.compile("MSG (?<queue>\\S+) (?<id>\\S+) (?<count>\\d+) (?<first>first|redelivered)"
            + " (?<size>\\d+)(?: dead=(?<reason>\\S+) from=(?<from>\\S+))?");

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
            case "STAT" -> wellFormed("STAT", line, text -> new Stat(QueueStats.parse(text)));
            case "MSG" -> wellFormed("MSG", line, Reply::head);
            default -> throw new IllegalArgumentException("the server speaks another protocol");
        };
    }

    private static Reply wellFormed(String word, String line, Function<String, Reply> parser) {
        try {
            return parser.apply(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the server sent a malformed " + word + " line", e);
        }
    }

    private static Head head(String line) {
        Matcher head = MSG.matcher(line);
        if (!head.matches()) {
            throw new IllegalArgumentException("not a MSG line");
        }
        Optional<DeadLetter> deadLetter = Optional.ofNullable(head.group("reason"))
                .flatMap(DeadLetterReason::of).map(reason -> new DeadLetter(reason, head.group("from")));
        return new Head(head.group("queue"), head.group("id"), Integer.parseInt(head.group("count")),
                head.group("first").equals("redelivered"), deadLetter, Integer.parseInt(head.group("size")));
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
