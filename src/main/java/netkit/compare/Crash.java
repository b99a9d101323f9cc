package netkit.compare;

/**
 * When the receiving program is killed.
 *
 * @param at after so many messages, counted from 1; {@link Integer#MAX_VALUE} for never
 * @param inHand how many of the last of them it has received and not acknowledged
 */
record Crash(int at, int inHand) {
    static final Crash NONE = new Crash(Integer.MAX_VALUE, 0);

    boolean isAt(int received) {
        return received == at;
    }

    /** Whether this message is among those that it does not get to acknowledge. */
    boolean isInHand(int received) {
        return received <= at && received > at - inHand;
    }
}
