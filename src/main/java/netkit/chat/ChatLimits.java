package netkit.chat;

import java.time.Duration;

import netkit.net.ConnectionLimits;

/**
 * The limits of the chat and its members.
 *
 * @param lineLength longest line a member may send, without its end, bytes
 * @param members most connections at once
 * @param backlog most bytes queued for a slow member; must hold the longest line
 * @param idle time after which a silent member is disconnected; zero for never
 */
public record ChatLimits(int lineLength, ConnectionLimits members, int backlog, Duration idle) {
    public static final ChatLimits DEFAULT = new ChatLimits(8 * 1024,
            ConnectionLimits.total(10_000), 1024 * 1024, Duration.ZERO);
    /** Holds the prefix of a line, and the longest reply to a command. */
    private static final int BACKLOG_BESIDE_A_LINE = 48 * 1024;

    /** @throws IllegalArgumentException with one line that says which limit is wrong */
    public ChatLimits {
        if (lineLength < 1) {
            throw new IllegalArgumentException("the longest line must be at least 1 byte");
        }
        // otherwise one long line would disconnect all its receivers
        if (backlog < (long) lineLength + BACKLOG_BESIDE_A_LINE) {
            throw new IllegalArgumentException("a backlog of " + backlog + " bytes is too small: it takes "
                    + ((long) lineLength + BACKLOG_BESIDE_A_LINE)
                    + " or more, a longest line and " + BACKLOG_BESIDE_A_LINE / 1024 + "k");
        }
    }
}
