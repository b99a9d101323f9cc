package netkit.chat;

import java.time.Duration;

/**
 * What one member may cost the server.
 *
 * @param lineLength the longest line a member may send, bytes, its end not counted
 * @param members the most members at once
 * @param backlog the most that may wait for a member who reads slowly, bytes
 * @param idle how long a member may say nothing; zero for as long as it likes
 */
public record ChatLimits(int lineLength, int members, int backlog, Duration idle) {
    public static final ChatLimits DEFAULT = new ChatLimits(8 * 1024, 10_000, 1024 * 1024, Duration.ZERO);
}
