package netkit.net;

/**
 * How many connections a listener serves at once.
 *
 * @param total most connections in all, at least 1
 * @param perAddress most connections of one client address, at least 1, so that one client cannot take all places
 */
public record ConnectionLimits(int total, int perAddress) {
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

    /** Returns limits under which one address may have all places. */
    public static ConnectionLimits total(int total) {
        return new ConnectionLimits(total, total);
    }
}
