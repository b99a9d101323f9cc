package netkit.lab.wire;

/** One direction between two hosts of the wire. */
public record HostPair(String from, String to) {
    public HostPair {
        if (from.equals(to)) {
            throw new IllegalArgumentException("the wire joins two hosts, not " + from + " to itself");
        }
    }

    public HostPair reversed() {
        return new HostPair(to, from);
    }

    /** {@code alice>bob}. */
    @Override
    public String toString() {
        return from + ">" + to;
    }
}
