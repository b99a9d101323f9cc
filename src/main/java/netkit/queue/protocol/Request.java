package netkit.queue.protocol;

import java.util.List;
import java.util.Locale;

import netkit.queue.QueueName;
import netkit.queue.Settlement;

/** A line that a client sends; the grammar is in the documentation of {@link netkit.queue}. */
public sealed interface Request {
    int MAX_PREFETCH = 65_535;

    /** The body follows; {@code timeToLive} is in milliseconds, 0 for the server's default. */
    record Put(String queue, long size, long timeToLive) implements Request {}

    record Consume(String queue, int prefetch) implements Request {}

    record Settle(Settlement settlement, long id) implements Request {}

    record Purge(String queue) implements Request {}

    record Stats() implements Request {}

    record Help() implements Request {}

    record Quit() implements Request {}

    /** The lines of the reply to HELP. */
    List<String> HELP = List.of( //
            Syntax.PUT + ": publishes the SIZE bytes that follow this line",
            Syntax.CONSUME + ": delivers messages, at most PREFETCH unacknowledged at once (default: 1)",
            "ACK ID: acknowledges a processed message, which is deleted",
            "NACK ID: requeues a message at its original position",
            "REJECT ID: moves a message to the dead-letter queue, QUEUE.dead",
            Syntax.PURGE + ": deletes the ready messages, which no consumer holds",
            "STATS: prints the statistics of all queues",
            "HELP: prints this list",
            "QUIT: closes the connection");

    /** The syntax of the requests that have parameters. */
    final class Syntax {
        private static final String PUT = "PUT QUEUE SIZE [ttl=MILLISECONDS]";
        private static final String CONSUME = "CONSUME QUEUE [PREFETCH]";
        private static final String PURGE = "PURGE QUEUE";

        private Syntax() {}
    }

    /** A line that violates the grammar. */
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean fatal;

        Malformed(String message, boolean fatal) {
            super(message, null, false, false);
            this.fatal = fatal;
        }

        /** Returns whether the start of the next line is unknown, so that the connection must end. */
        public boolean isFatal() {
            return fatal;
        }
    }

    /**
     * Parses a line.
     *
     * @throws Malformed if it violates the grammar; the message is one line that says what was expected
     */
    static Request parse(String line) throws Malformed {
        String[] words = line.strip().split(" +");
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "PUT" -> put(words);
            case "CONSUME" -> {
                requireWords(words, 2, 3, Syntax.CONSUME);
                yield new Consume(queue(words[1]), words.length == 2 ? 1
                        : (int) number(words[2], 1, MAX_PREFETCH, "the prefetch"));
            }
            case "ACK" -> settle(Settlement.ACK, words);
            case "NACK" -> settle(Settlement.NACK, words);
            case "REJECT" -> settle(Settlement.REJECT, words);
            case "PURGE" -> {
                requireWords(words, 2, 2, Syntax.PURGE);
                yield new Purge(queue(words[1]));
            }
            case "STATS" -> {
                requireWords(words, 1, 1, "STATS");
                yield new Stats();
            }
            case "HELP" -> {
                requireWords(words, 1, 1, "HELP");
                yield new Help();
            }
            case "QUIT" -> {
                requireWords(words, 1, 1, "QUIT");
                yield new Quit();
            }
            default -> throw new Malformed(
                    "unknown command: use PUT, CONSUME, ACK, NACK, REJECT, PURGE, STATS, HELP or QUIT",
                    false);
        };
    }

    private static Put put(String[] words) throws Malformed {
        try {
            requireWords(words, 3, 4, Syntax.PUT + ", followed by the body on the next line");
            long size = number(words[2], 0, Long.MAX_VALUE, "the size");
            long timeToLive = 0;
            if (words.length == 4) {
                if (!words[3].toLowerCase(Locale.ROOT).startsWith("ttl=")) {
                    throw new Malformed("only ttl=MILLISECONDS may follow the size", true);
                }
                timeToLive = number(words[3].substring("ttl=".length()), 1, Long.MAX_VALUE / 2, "the ttl");
            }
            return new Put(queue(words[1]), size, timeToLive);
        } catch (Malformed e) {
            throw new Malformed(e.getMessage(), true);
        }
    }

    private static Settle settle(Settlement settlement, String[] words) throws Malformed {
        requireWords(words, 2, 2, settlement + " ID");
        return new Settle(settlement, number(words[1], 1, Long.MAX_VALUE, "the id"));
    }

    private static void requireWords(String[] words, int min, int max, String syntax) throws Malformed {
        if (words.length < min || words.length > max) {
            throw new Malformed("usage: " + syntax, false);
        }
    }

    private static String queue(String name) throws Malformed {
        try {
            return QueueName.check(name);
        } catch (IllegalArgumentException e) {
            throw new Malformed(e.getMessage(), false);
        }
    }

    private static long number(String word, long min, long max, String what) throws Malformed {
        try {
            long number = Long.parseLong(word);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // reported below
        }
        throw new Malformed(what + " must be a number from " + min + " to " + max, false);
    }

    /** Returns the line without its end. */
    default String line() {
        return switch (this) {
            case Put(var queue, var size, var ttl) ->
                "PUT " + queue + " " + size + (ttl == 0 ? "" : " ttl=" + ttl);
            case Consume(var queue, var prefetch) -> "CONSUME " + queue + " " + prefetch;
            case Settle(var settlement, var id) -> settlement + " " + id;
            case Purge(var queue) -> "PURGE " + queue;
            case Stats() -> "STATS";
            case Help() -> "HELP";
            case Quit() -> "QUIT";
        };
    }
}
