package netkit.compare.machines;

import java.time.Duration;

/**
 * What a client may ask of the serving side.
 *
 * @param messages most messages of a trial, each way
 * @param bytes most bytes of a trial, each way
 * @param trial longest time that a trial may take to offer its messages
 * @param session longest time of an experiment
 * @param silence longest time without a line of the client
 * @param handshake longest time until a client has shown that it knows the token
 */
public record ServingLimits(int messages, long bytes, Duration trial, Duration session, Duration silence,
        Duration handshake) {
    public static final ServingLimits DEFAULT = new ServingLimits(100_000, 256L << 20, Duration.ofMinutes(10),
            Duration.ofHours(1), Duration.ofSeconds(15), Duration.ofSeconds(10));

    /** Returns these limits with another longest time of an experiment. */
    public ServingLimits withSession(Duration time) {
        return new ServingLimits(messages, bytes, trial, time, silence, handshake);
    }
}
