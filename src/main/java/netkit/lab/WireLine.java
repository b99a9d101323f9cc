package netkit.lab;

import java.util.List;
import java.util.Map;

import netkit.packet.LinkType;

/**
 * The wire from one host to another: what happens to each packet, and when it goes on. Used by one thread, but for
 * {@link #count()}. Time is handed in: nanoseconds of a clock that never goes back and is never negative.
 */
final class WireLine {
    /** Nothing is due. */
    static final long NEVER = Long.MAX_VALUE;

    /** Where the packets go. The bytes may be read during the call, and not be written to. */
    interface Exit {
        /** What was decided for a packet that has just been offered; told before anything else about it. */
        void entered(byte[] bytes, int length, long number, List<Touch> touches);

        /** It goes to the host now. */
        void delivered(byte[] bytes, int length, long number, List<Touch> touches);

        /** It was under way, and is lost because the wire was cut. */
        void lost(byte[] bytes, int length, long number, List<Touch> touches);
    }

    private final HostPair pair;
    private final LinkType linkType;
    private final long seed;
    private final Exit exit;
    private Faults faults = Faults.NONE;

    WireLine(HostPair pair, LinkType linkType, long seed, Exit exit) {
        this.pair = pair;
        this.linkType = linkType;
        this.seed = seed;
        this.exit = exit;
    }

    /** What enters from now on meets these. */
    void set(Faults faults, long now) {
        this.faults = faults; // without effect so far
    }

    /**
     * A packet enters.
     *
     * @param bytes are copied if they are needed later
     * @param number handed on to the exit
     */
    void offer(byte[] bytes, int length, long number, long now) {
        exit.entered(bytes, length, number, List.of());
        exit.delivered(bytes, length, number, List.of());
    }

    /** When {@link #release} has something to do, or {@link #NEVER}. */
    long nextDue() {
        return NEVER;
    }

    /** Delivers all that is due. */
    void release(long now) {
        // nothing waits so far
    }

    /** For any thread. */
    DirectionCount count() {
        return new DirectionCount(pair, 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0);
    }
}
