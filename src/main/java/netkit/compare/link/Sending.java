package netkit.compare.link;

import java.io.IOException;
import java.time.Duration;
import java.util.function.IntConsumer;

/** The offering of a workload to a transport, at the workload's rate, by a program of this machine or of another. */
public interface Sending {
    /** The transport's side of the program; see {@link Link#send}. */
    @FunctionalInterface
    interface Send {
        void send(int number, byte[] message) throws IOException;
    }

    /**
     * Offers all messages.
     *
     * @param to the transport, if the program is on this machine
     * @param offered receives now and then how many messages have been offered
     */
    void run(Send to, IntConsumer offered) throws InterruptedException;

    /** Returns the time from offering the first message to offering the last. */
    Duration time();
}
