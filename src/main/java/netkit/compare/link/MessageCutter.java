package netkit.compare.link;

/**
 * Cuts a byte stream back into messages by their size, which a TCP receiver has to do by itself: the stream does not
 * show where a message begins (RFC 9293 §3.9.1.2: not even the PSH bit is a record marker). It also sees which
 * messages came as a chunk of their own, that is, as one read gave them.
 */
final class MessageCutter {
    private final byte[] message;
    private final Inbox inbox;
    private int filled;

    MessageCutter(int size, Inbox inbox) {
        this.message = new byte[size];
        this.inbox = inbox;
    }

    /** @param chunk what one read returned is in its first {@code length} bytes */
    void chunk(byte[] chunk, int length) {
        boolean ownRead = filled == 0 && length == message.length;
        int from = 0;
        while (from < length) {
            int n = Math.min(length - from, message.length - filled);
            System.arraycopy(chunk, from, message, filled, n);
            from += n;
            filled += n;
            if (filled == message.length) {
                filled = 0;
                inbox.take(message, 0, message.length, ownRead);
            }
        }
    }
}
