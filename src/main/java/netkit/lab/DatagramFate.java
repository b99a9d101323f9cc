package netkit.lab;

/** What a relay does with one datagram. */
sealed interface DatagramFate {
    /** It goes no further. */
    record Lost(Cause cause) implements DatagramFate {}

    /**
     * It goes on.
     *
     * @param copies 1, or 2 when it is duplicated
     * @param heldBack whether later ones are to pass it first
     */
    record Passed(int copies, boolean heldBack) implements DatagramFate {}

    enum Cause {
        CHANCE, CUT
    }
}
