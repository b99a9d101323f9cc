package netkit.compare.link;

import java.io.IOException;
import java.time.Duration;

/**
 * bob's end of a link: the receiving program, run after run. Where bob is on another machine, alice's end has a
 * {@link RemoteEnd} in its place.
 */
public interface ReceivingEnd {
    /** Starts a run of the program; see {@link Link#start}. */
    Link.Receiver start(Inbox inbox) throws IOException;

    /** Records that alice's server has a connection of the running program. */
    default void connected() {}

    /** Returns whether the program has quit, or was killed. */
    boolean isStopped();

    /** Returns whether the program was killed. */
    default boolean isKilled() {
        return false;
    }

    /**
     * Waits until what bob has sent is acknowledged, where the transport does that, or the program is stopped.
     *
     * @throws IOException with one line, if that takes longer
     */
    default void awaitSent(Duration atMost) throws IOException, InterruptedException {}

    /** Returns whether alice's end reaches the program through the transport itself; else it must be told first. */
    default boolean receivesEnd() {
        return true;
    }

    /**
     * Waits until the program has seen alice's end, or is stopped.
     *
     * @throws IOException with one line, if that takes longer
     */
    void awaitEnd(Duration atMost) throws IOException, InterruptedException;

    /** Kills the program, if it runs. Returns soon. */
    void kill();
}
