package netkit.lab.wire;

/** How much may wait in front of a slow line; what comes when it is full is dropped (tail drop, RFC 7567 §1). */
public sealed interface QueueLimit {
    /** As many packets as common devices keep when nobody thought about it. */
    QueueLimit DEFAULT = new Packets(100);

    /** Bytes of IP packets. */
    record Bytes(int limit) implements QueueLimit {
        public Bytes {
            requireRoom(limit, "a queue of 0 bytes lets nothing through");
        }

        @Override
        public String toString() {
            return Amount.sizeText(limit);
        }
    }

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
