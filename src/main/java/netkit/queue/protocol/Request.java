package netkit.queue.protocol;

import java.util.List;
import java.util.Locale;

import netkit.queue.QueueName;
import netkit.queue.Settlement;

/** What a client asks for, in a line; the grammar is that of the package. */
public sealed interface Request {
    int MAX_PREFETCH = 65_535;

    /** The body follows; {@code timeToLive} in milliseconds, 0 for ever. */
    record Put(String queue, long size, long timeToLive) implements Request {}

    record Consume(String queue, int prefetch) implements Request {}

    record Settle(Settlement settlement, long id) implements Request {}

    record Purge(String queue) implements Request {}

    record Stats() implements Request {}

    record Help() implements Request {}

    record Quit() implements Request {}

    /** What is told to who asks for help, a line each. */
    List<String> HELP = List.of( //
            Form.PUT + ": stores the SIZE bytes behind this line",
            Form.CONSUME + ": delivers, at most so many unacknowledged at once; 1 unless given",
            "ACK ID: the message is processed; it is deleted",
            "NACK ID: it is not processed; back to its place in the queue",
            "REJECT ID: it is not to be processed; to the dead-letter queue QUEUE.dead",
            Form.PURGE + ": deletes the messages that no consumer has",
            "STATS: tells how the queues are",
            "HELP: tells this",
            "QUIT: ends the connection");

    /** How the requests are written that are more than a word or two. */
    final class Form {
        private static final String PUT = "PUT QUEUE SIZE [ttl=MILLISECONDS]";
        private static final String CONSUME = "CONSUME QUEUE [PREFETCH]";
        private static final String PURGE = "PURGE QUEUE";

        private Form() {}
    }

    /** A line that breaks the grammar. */
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean fatal;

        Malformed(String message, boolean fatal) {
            super(message, null, false, false);
            this.fatal = fatal;
        }

        /** Whether it cannot be known where the next line begins. */
        public boolean isFatal() {
            return fatal;
        }
    }

    /** @throws Malformed with one line that says what was expected */
    static Request parse(String line) throws Malformed {
        String[] words = line.strip().split(" +");
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "PUT" -> put(words);
            case "CONSUME" -> {
                need(words, 2, 3, Form.CONSUME);
                yield new Consume(queue(words[1]), words.length == 2 ? 1
                        : (int) number(words[2], 1, MAX_PREFETCH, "the prefetch"));
            }
            case "ACK" -> settle(Settlement.ACK, words);
            case "NACK" -> settle(Settlement.NACK, words);
            case "REJECT" -> settle(Settlement.REJECT, words);
            case "PURGE" -> {
                need(words, 2, 2, Form.PURGE);
                yield new Purge(queue(words[1]));
            }
            case "STATS" -> {
                need(words, 1, 1, "STATS");
                yield new Stats();
            }
            case "HELP" -> {
                need(words, 1, 1, "HELP");
                yield new Help();
            }
            case "QUIT" -> {
                need(words, 1, 1, "QUIT");
                yield new Quit();
            }
            default -> throw new Malformed(
                    "there are the commands PUT, CONSUME, ACK, NACK, REJECT, PURGE, STATS, HELP and QUIT",
                    false);
        };
    }

    private static Put put(String[] words) throws Malformed {
        try {
            need(words, 3, 4, Form.PUT + ", and the body in the next line");
            long size = number(words[2], 0, Long.MAX_VALUE, "the size");
            long timeToLive = 0;
            if (words.length == 4) {
                if (!words[3].toLowerCase(Locale.ROOT).startsWith("ttl=")) {
                    throw new Malformed("behind the size there can be ttl=MILLISECONDS only", true);
                }
                timeToLive = number(words[3].substring("ttl=".length()), 1, Long.MAX_VALUE / 2, "the ttl");
            }
            return new Put(queue(words[1]), size, timeToLive);
        } catch (Malformed e) {
            throw new Malformed(e.getMessage(), true);
        }
    }

    private static Settle settle(Settlement settlement, String[] words) throws Malformed {
        need(words, 2, 2, settlement + " ID");
        return new Settle(settlement, number(words[1], 1, Long.MAX_VALUE, "the id"));
    }

    private static void need(String[] words, int least, int most, String form) throws Malformed {
        if (words.length < least || words.length > most) {
            throw new Malformed("write: " + form, false);
        }
    }

    private static String queue(String name) throws Malformed {
        try {
            return QueueName.check(name);
        } catch (IllegalArgumentException e) {
            throw new Malformed(e.getMessage(), false);
        }
    }

    private static long number(String word, long least, long most, String what) throws Malformed {
        try {
            long number = Long.parseLong(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new Malformed(what + " must be a number from " + least + " to " + most, false);
    }

    /** The line to send. */
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
