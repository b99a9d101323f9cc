package netkit.chat;

import java.time.Duration;

/**
 * What one member may cost the server.
 *
 * @param lineLength the longest line a member may send, bytes, its end not counted
 * @param members the most members at once
 * @param backlog the most that may wait for a member who reads slowly, bytes; it has to hold a longest line
 * @param idle how long a member may say nothing; zero for as long as it likes
 */
public record ChatLimits(int lineLength, int members, int backlog, Duration idle) {
    public static final ChatLimits DEFAULT = new ChatLimits(8 * 1024, 10_000, 1024 * 1024, Duration.ZERO);
    /** What stands before the text of a line, and the longest answer to a question, fit in this. */
    private static final int BACKLOG_BESIDE_A_LINE = 48 * 1024;

    /** @throws IllegalArgumentException with one line that says which limit is wrong */
    public ChatLimits {
        if (lineLength < 1) {
            throw new IllegalArgumentException("the longest line must be at least 1 byte");
        }
        if (members < 1) {
            throw new IllegalArgumentException("there must be room for at least 1 member");
        }
        // Else one long line would disconnect everybody who is to hear it.
        if (backlog < (long) lineLength + BACKLOG_BESIDE_A_LINE) {
            throw new IllegalArgumentException("a backlog of " + backlog + " bytes is too small: it takes "
                    + ((long) lineLength + BACKLOG_BESIDE_A_LINE)
                    + " or more, a longest line and " + BACKLOG_BESIDE_A_LINE / 1024 + "k");
        }
    }
}
