package netkit.engineio;

import java.io.IOException;
import java.time.Duration;

/** An echo server at {@code /engine.io/} that also executes commands: netkit's or the reference. */
interface EngineHost extends AutoCloseable {
    int port();

    /** Waits for the session to end and returns the reason. */
    String awaitEnd(String sid) throws InterruptedException;

    /** Waits until the server has received the poll of a session. */
    void awaitPoll(String sid) throws InterruptedException;

    @Override
    void close() throws IOException;

    /** @param implementation {@code netkit} or {@code reference} */
    static EngineHost of(String implementation, EngineServerOptions options) throws IOException {
        return implementation.equals("netkit") ? new EngineEcho(options) : new ReferenceServer(options);
    }

    static EngineServerOptions heartbeat(int pingInterval, int pingTimeout) {
        return EngineServerOptions.DEFAULT.withHeartbeat(Duration.ofMillis(pingInterval),
                Duration.ofMillis(pingTimeout));
    }
}
