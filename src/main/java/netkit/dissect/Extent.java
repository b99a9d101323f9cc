package netkit.dissect;

/**
 * Where a layer may lie.
 *
 * @param to end of the captured bytes, or of the payload of the layer below if that comes first
 * @param end the same end on the wire; beyond {@code to} if the capture truncated the packet
 */
record Extent(ByteSource source, int from, int to, int end) {
    byte[] bytes() {
        return source.bytes();
    }

    int length() {
        return to - from;
    }

    /** Returns the part from this offset on. */
    Extent after(int offset) {
        return new Extent(source, Math.min(offset, to), to, end);
    }

    /** Returns the part that ends here, on the wire, or earlier. */
    Extent until(int offset) {
        return new Extent(source, from, Math.min(to, offset), Math.min(end, offset));
    }
}
