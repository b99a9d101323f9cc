package netkit.compare;

/** Where the receiving end says what it got. */
@FunctionalInterface
interface Arrivals {
    /**
     * Bytes that should be one message; they are only valid during the call.
     *
     * @param alone whether one receive gave exactly these bytes
     */
    void arrived(byte[] bytes, int from, int length, boolean alone);
}
