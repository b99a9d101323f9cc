package netkit.lab.wire;

/**
 * The capacity of the queue of a rate limit; packets that arrive while it is full are dropped (tail drop, RFC 7567 §1).
 */
public sealed interface QueueLimit {
    /** A common default of network devices. */
    QueueLimit DEFAULT = new Packets(100);

    /** A limit in bytes of IP packets. */
    record Bytes(int limit) implements QueueLimit {
        public Bytes {
            requireRoom(limit, "a queue of 0 bytes lets nothing through");
        }

        @Override
        public String toString() {
            return Amount.sizeText(limit);
        }
    }

    /** A limit in packets. */
    record Packets(int limit) implements QueueLimit {
        public Packets {
            requireRoom(limit, "a queue of 0 packets lets nothing through");
        }

        @Override
        public String toString() {
            return limit + " packets";
        }
    }

    private static void requireRoom(int limit, String message) {
        if (limit < 1) {
            throw new IllegalArgumentException(message);
        }
    }
}
