package netkit.compare.link;

/**
 * Splits a byte stream into messages by their size, which a TCP receiver must do itself: the stream has no message
 * boundaries (RFC 9293 §3.9.1.2: not even the PSH bit is a record marker). It also notices which messages were exactly
 * what one read returned.
 */
final class MessageCutter {
    private final byte[] message;
    private final Inbox inbox;
    private int filled;

    MessageCutter(int size, Inbox inbox) {
        this.message = new byte[size];
        this.inbox = inbox;
    }

    /** @param chunk contains what one read returned in its first {@code length} bytes */
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
