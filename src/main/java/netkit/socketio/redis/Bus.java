package netkit.socketio.redis;

import java.io.IOException;
import java.util.Set;

/** Publishing and subscribing, as an adapter needs it. */
interface Bus {
    /** A receiver of messages; it must not block. */
    @FunctionalInterface
    interface Listener {
        void message(String channel, byte[] message);
    }

    /** A subscription that can be ended. */
    @FunctionalInterface
    interface Subscription {
        void end();
    }

    /** Subscribes to channels and to a pattern of channels, now and after each reconnection. Never blocks. */
    Subscription subscribe(Set<String> channels, String pattern, Listener listener);

    /** Publishes a message, which is lost if the bus is down or does not keep up. Never blocks. */
    void publish(String channel, byte[] message);

    /**
     * Returns the number of subscribers to a channel by its name, not by a pattern.
     *
     * @throws IOException if the bus is down
     */
    int subscribers(String channel) throws IOException;
}
