package netkit.net;

import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * The limits of all connections of a listener: how many it serves at once, and the memory that is held for them.
 *
 * @param total most connections in all, at least 1
 * @param perAddress most connections of one client address, at least 1, so that one client cannot take all places
 * @param memory counts what is held for all connections
 * @param admitted which clients are served at all, by their address
 */
public record ConnectionLimits(int total, int perAddress, MemoryBudget memory,
        Predicate<InetAddress> admitted) {
    /** As many as the system allows. */
    public static final ConnectionLimits NONE = total(Integer.MAX_VALUE);

    /** @throws IllegalArgumentException with one line that says which limit is wrong */
    public ConnectionLimits {
        if (total < 1) {
            throw new IllegalArgumentException("there must be room for at least 1 connection");
        }
        if (perAddress < 1) {
            throw new IllegalArgumentException("an address must have room for at least 1 connection");
        }
    }

    /** Creates limits for clients of any address. */
    public ConnectionLimits(int total, int perAddress, MemoryBudget memory) {
        this(total, perAddress, memory, _ -> true);
    }

    /** Creates limits with the default budget of memory. */
    public ConnectionLimits(int total, int perAddress) {
        this(total, perAddress, MemoryBudget.DEFAULT);
    }

    /** Returns limits under which one address may have all places. */
    public static ConnectionLimits total(int total) {
        return new ConnectionLimits(total, total);
    }

    /** Returns these limits for clients of some addresses only. */
    public ConnectionLimits admitting(Predicate<InetAddress> clients) {
        return new ConnectionLimits(total, perAddress, memory, clients);
    }
}
