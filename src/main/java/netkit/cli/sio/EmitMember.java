package netkit.cli.sio;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import netkit.engineio.EngineTransport;

/**
 * A client that counts the events it receives, and acknowledges with its name. All acknowledge a {@code question}, all but
 * cat a {@code puzzle}.
 */
abstract class EmitMember implements Closeable {
    /** Time for anything to arrive on this machine. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * Who the member is.
     *
     * @param server 1 or 2
     * @param transport with HTTP long-polling, it polls only after an event was emitted
     */
    record Profile(String name, int server, String namespace, List<String> rooms,
            EngineTransport transport) {
        /** Returns the payload with which it connects. */
        Map<String, Object> auth() {
            return Map.of("name", name, "rooms", rooms);
        }

        /** Returns namespace, rooms and transport, as far as they are not the usual ones. */
        String details() {
            return (rooms.isEmpty() ? "no room" : String.join(", ", rooms))
                    + (namespace.equals("/") ? "" : " of " + namespace)
                    + (transport == EngineTransport.POLLING ? ", polling" : "");
        }
    }

    /**
     * What it received before a mark.
     *
     * @param events the number of events
     */
    record Received(int events, boolean isDisconnected) {}

    /** The one that acknowledges no puzzle. */
    static final String SILENT = "cat";

    private final Profile profile;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int events;
    private int mark;
    private boolean joined;
    private boolean ready;
    private boolean disconnected;

    EmitMember(Profile profile) {
        this.profile = profile;
    }

    final Profile profile() {
        return profile;
    }

    /** Connects and waits until it is in its rooms. */
    abstract void connect() throws IOException, InterruptedException;

    /** Receives what was sent up to a mark, if it does not do so all the time. */
    abstract void receiveUntil(int number) throws IOException;

    /** Takes an event; returns whether it is to be acknowledged with the name. */
    final boolean take(String event, long number) {
        lock.lock();
        try {
            switch (event) {
                case "joined" -> joined = true;
                case "ready" -> ready = true;
                case "mark" -> mark = (int) number;
                default -> events++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return event.equals("question") || event.equals("puzzle") && !profile.name.equals(SILENT);
    }

    final void takeDisconnect() {
        lock.lock();
        try {
            disconnected = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the mark has come, or it is disconnected, and takes the count of the events before. */
    final Received awaitMark(int number) throws IOException, InterruptedException {
        lock.lock();
        try {
            await(() -> mark >= number || disconnected, "the end of a form");
            Received received = new Received(events, disconnected);
            events = 0;
            return received;
        } finally {
            lock.unlock();
        }
    }

    final void awaitJoined() throws IOException, InterruptedException {
        lock.lock();
        try {
            await(() -> joined, "the response to its CONNECT");
        } finally {
            lock.unlock();
        }
    }

    final boolean hasMark(int number) {
        return under(() -> mark >= number || disconnected);
    }

    final boolean hasJoined() {
        return under(() -> joined);
    }

    /** Returns whether it has received {@code ready}. */
    final boolean isReady() {
        return under(() -> ready);
    }

    private boolean under(BooleanSupplier state) {
        lock.lock();
        try {
            return state.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private void await(BooleanSupplier state, String what) throws IOException, InterruptedException {
        long left = TIMEOUT.toNanos();
        while (!state.getAsBoolean()) {
            if (left <= 0) {
                throw new IOException(profile.name + " did not receive " + what + " within "
                        + TIMEOUT.toSeconds() + " s");
            }
            left = changed.awaitNanos(left);
        }
    }

    @Override
    public abstract void close();
}
