package netkit.cli.sio;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One or two servers with the namespaces {@code /} and {@code /admin}, which perform forms of emit at the first one. A
 * client names itself and its rooms in its auth payload, {@code {"name": "bob", "rooms": ["red"]}}, and is told by the
 * event {@code joined} that it is in them.
 */
interface EmitServers extends AutoCloseable {
    /**
     * What a form returned to the server's program.
     *
     * @param values sorted: names of those that acknowledged, or were found
     * @param isComplete false if an acknowledgement did not arrive in time
     */
    record Outcome(List<String> values, boolean isComplete) {
        static final Outcome NONE = new Outcome(List.of(), true);
    }

    /** Returns the port of each server. */
    List<Integer> ports();

    /** Returns the number of servers that the first one knows of, itself included. */
    int count() throws IOException;

    /** Emits {@code ready} to all clients of the main namespace. */
    void ready() throws IOException;

    /**
     * Performs a form and waits for what it returns.
     *
     * @param limit of the forms with a timeout
     */
    Outcome perform(EmitForm form, Duration limit) throws IOException, InterruptedException;

    /** Emits {@code mark} with this number to all clients of both namespaces, after all that was emitted before. */
    void mark(int number) throws IOException;

    /** Returns the servers whose programs have received an event since the last call: {@code server 1}. */
    Set<String> takeHeard() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
