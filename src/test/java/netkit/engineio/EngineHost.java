package netkit.engineio;

import java.io.IOException;
import java.time.Duration;

import netkit.testing.ManualScheduler;

/** An echo server at {@code /engine.io/} that also executes commands: netkit's or the reference. */
interface EngineHost extends AutoCloseable {
    int port();

    /** Waits for the session to end and returns the reason. */
    String awaitEnd(String sid) throws InterruptedException;

    /** Waits until the server has received the poll of a session. */
    void awaitPoll(String sid) throws InterruptedException;

    /** Lets this much time pass for the server: by its manual clock, if it has one. */
    void pass(Duration time) throws InterruptedException;

    @Override
    void close() throws IOException;

    /** @param implementation {@code netkit} or {@code reference} */
    static EngineHost of(String implementation, EngineServerOptions options) throws IOException {
        return implementation.equals("netkit") ? new EngineEcho(options) : new ReferenceServer(options);
    }

    /** Opens a server whose time passes only by {@link #pass}, unless it is the reference. */
    static EngineHost timed(String implementation, EngineServerOptions options) throws IOException {
        return implementation.equals("netkit") ? new EngineEcho(options, new ManualScheduler())
                : new ReferenceServer(options.withHeartbeat(ReferenceServer.slower(options.pingInterval()),
                        ReferenceServer.slower(options.pingTimeout())));
    }

    static EngineServerOptions heartbeat(int pingInterval, int pingTimeout) {
        return EngineServerOptions.DEFAULT.withHeartbeat(Duration.ofMillis(pingInterval),
                Duration.ofMillis(pingTimeout));
    }
}
