package netkit.queue.protocol;

import java.util.Optional;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.Delivery;
import netkit.queue.QueueStats;

/** What the server says, in a line; the grammar is that of the package. */
public sealed interface Reply {
    /** {@code value} is empty where there is nothing to tell. */
    record Ok(String value) implements Reply {}

    record Error(String text) implements Reply {}

    record Stat(QueueStats stats) implements Reply {}

    /** The head of a message, whose body and a line end follow. */
    record Head(String queue, String id, int count, boolean redelivered, Optional<DeadLetter> deadLetter,
            int size)
            implements
                Reply {
        public Delivery with(byte[] body) {
            return new Delivery(queue, id, count, redelivered, deadLetter, body);
        }
    }

    /** @throws IllegalArgumentException when a server of this protocol does not say so */
    static Reply parse(String line) {
        int space = line.indexOf(' ');
        String rest = space < 0 ? "" : line.substring(space + 1);
        return switch (space < 0 ? line : line.substring(0, space)) {
            case "+OK" -> new Ok(rest);
            case "-ERR" -> new Error(rest);
            case "STAT" -> new Stat(QueueStats.parse(line));
            case "MSG" -> head(line);
            default -> throw new IllegalArgumentException("a server of another protocol seems to be there");
        };
    }

    private static Head head(String line) {
        String[] words = line.split(" ");
        if (words.length != 6 && words.length != 8) {
            throw new IllegalArgumentException("the server announces a message in another form");
        }
        Optional<DeadLetter> deadLetter = words.length == 6 ? Optional.empty()
                : DeadLetterReason.of(words[6].replaceFirst("^dead=", ""))
                        .map(reason -> new DeadLetter(reason, words[7].replaceFirst("^from=", "")));
        return new Head(words[1], words[2], Integer.parseInt(words[3]), words[4].equals("redelivered"),
                deadLetter,
                Integer.parseInt(words[5]));
    }

    /** The line to send. */
    default String line() {
        return switch (this) {
            case Ok(var value) -> value.isEmpty() ? "+OK" : "+OK " + value;
            case Error(var text) -> "-ERR " + text;
            case Stat(var stats) -> stats.line();
            case Head(var queue, var id, var count, var redelivered, var deadLetter, var size) ->
                "MSG " + queue + " " + id + " " + count + (redelivered ? " redelivered " : " first ") + size
                        + deadLetter.map(how -> " dead=" + how.reason() + " from=" + how.from()).orElse("");
        };
    }
}
