package netkit.queue;

/** What a queue may be called, and what the queue for its dead letters is called then. */
public final class QueueName {
    public static final int MAX_LENGTH = 100;
    private static final String DEAD = ".dead";

    private QueueName() {}

    /**
     * @return the name
     * @throws IllegalArgumentException with one line that says what a name looks like
     */
    public static String check(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("a queue is named with 1 to " + MAX_LENGTH
                    + " letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    private static boolean isName(String name) {
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

    /** Where that queue's messages go that cannot be processed: {@code orders.dead}. */
    public static String deadLetters(String name) {
        String dead = name + DEAD;
        return dead.length() <= MAX_LENGTH ? dead : name.substring(0, MAX_LENGTH - DEAD.length()) + DEAD;
    }

    /** Whether dead letters are kept there, for which there is no further grave. */
    public static boolean isForDeadLetters(String name) {
        return name.endsWith(DEAD);
    }
}
