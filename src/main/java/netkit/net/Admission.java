package netkit.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The places of a server: counts the connections or sessions that are served, and refuses further ones. Thread-safe. */
public final class Admission {
    private final ConnectionLimits limits;
    private final Map<ClientAddress, Integer> ofAddress = new HashMap<>();
    private int taken;

    public Admission(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Takes a place for a client, or returns why there is none, as part of a sentence. */
    public synchronized Optional<String> enter(InetAddress client) {
        if (!limits.admitted().test(client)) {
            return Optional.of("it serves another machine");
        }
        if (taken >= limits.total()) {
            return Optional.of(limits.total() == 1 ? "the only place is taken"
                    : "all " + limits.total() + " places are taken");
        }
        ClientAddress address = ClientAddress.of(client);
        int own = ofAddress.getOrDefault(address, 0);
        if (own >= limits.perAddress()) {
            return Optional.of(address + " has " + own + (own == 1 ? " place" : " places")
                    + " already, the most for one address");
        }
        ofAddress.put(address, own + 1);
        taken++;
        return Optional.empty();
    }

    /** Gives back the place of a client that has entered. */
    public synchronized void leave(InetAddress client) {
        ofAddress.computeIfPresent(ClientAddress.of(client), (_, count) -> count == 1 ? null : count - 1);
        taken--;
        if (taken == 0) {
            notifyAll();
        }
    }

    /** Waits, for a limited time, until no place is taken. */
    synchronized void awaitEmpty(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toNanos(); taken > 0 && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
