package netkit.lab;

/**
 * What a relay did with the streams of one direction.
 *
 * @param connections connections that were passed on
 * @param bytesReceived bytes read from one side
 * @param bytesForwarded bytes written to the other side
 * @param writes how many writes they went out in
 * @param stalls how often a stream was stalled, as the faults ask
 * @param resets how often a connection was reset, as the faults ask
 */
public record StreamCounts(long connections, long bytesReceived, long bytesForwarded, long writes,
        long stalls, long resets) implements RelayCounts {}
