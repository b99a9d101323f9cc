package netkit.engineio;

import java.io.IOException;
import java.time.Duration;

/** A server at {@code /engine.io/} that echoes, and takes orders: ours or the reference's. */
interface EngineHost extends AutoCloseable {
    int port();

    /** Waits for the session to end; the reason in the reference's words. */
    String awaitEnd(String sid) throws InterruptedException;

    /** Waits until the server has the poll of a session, which no answer tells. */
    void awaitPoll(String sid) throws InterruptedException;

    @Override
    void close() throws IOException;

    /** @param whose {@code ours} or {@code reference} */
    static EngineHost of(String whose, EngineServerOptions options) throws IOException {
        return whose.equals("ours") ? new EngineEcho(options) : new ReferenceServer(options);
    }

    static EngineServerOptions heartbeat(int pingInterval, int pingTimeout) {
        return EngineServerOptions.DEFAULT.withHeartbeat(Duration.ofMillis(pingInterval),
                Duration.ofMillis(pingTimeout));
    }
}
