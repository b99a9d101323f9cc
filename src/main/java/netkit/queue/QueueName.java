package netkit.queue;

/** The syntax of queue names, and the name of the dead-letter queue that belongs to a queue. */
public final class QueueName {
    public static final int MAX_LENGTH = 100;
    private static final String DEAD_LETTER_SUFFIX = ".dead";

    private QueueName() {}

    /**
     * Returns the name if it is valid.
     *
     * @throws IllegalArgumentException if it is not; the message is one line that describes a valid name
     */
    public static String check(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("a queue name has 1 to " + MAX_LENGTH
                    + " letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    private static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** Returns the name of the queue's dead-letter queue, such as {@code orders.dead}. */
    public static String deadLetterQueue(String name) {
        String dead = name + DEAD_LETTER_SUFFIX;
        return dead.length() <= MAX_LENGTH ? dead
                : name.substring(0, MAX_LENGTH - DEAD_LETTER_SUFFIX.length()) + DEAD_LETTER_SUFFIX;
    }

    /** Returns whether the queue is a dead-letter queue, which has no dead-letter queue of its own. */
    public static boolean isDeadLetterQueue(String name) {
        return name.endsWith(DEAD_LETTER_SUFFIX);
    }
}
