package netkit.compare.wire;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;

/**
 * Finds uncompressed, contiguous messages in a stream by their headers, whatever is between them. For a message that a
 * protocol splits, as AMQP 0-9-1 does above frame_max (§4.2.6), the end is too early by the bytes at the splits, so that it
 * may seem to have arrived one packet too early; the next message is found all the same.
 */
final class HeaderFinder implements MessageFinder {
    private final int trial;
    private final Workload workload;
    private final byte[] head = new byte[NumberedMessage.HEADER_SIZE];
    /** Bytes of a header so far. */
    private int filled;
    private long position;
    /** Remaining bytes of the message found last. */
    private long rest;

    HeaderFinder(int trial, Workload workload) {
        this.trial = trial;
        this.workload = workload;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Found found) {
        int at = from;
        while (at < to) {
            if (rest > 0) {
                int count = (int) Math.min(rest, to - at);
                rest -= count;
                position += count;
                at += count;
                continue;
            }
            byte next = bytes[at++];
            position++;
            if (next == '<') {
                filled = 0; // a header has no other '<', so none is missed
            } else if (filled == 0) {
                continue;
            }
            head[filled++] = next;
            if (filled == head.length) {
                filled = 0;
                read(found);
            }
        }
    }

    private void read(Found found) {
        int number = NumberedMessage.numberInHeader(trial, head, 0, head.length);
        if (number != NumberedMessage.INVALID && number < workload.messages()) {
            rest = workload.size() - head.length;
            found.message(number, position - head.length, position + rest);
        }
    }

    @Override
    public void skip(long count) {
        position += count;
        rest = Math.max(0, rest - count);
        filled = 0;
    }

    @Override
    public long undecidedFrom() {
        return position - filled;
    }

    /** Returns the number of the first message in these bytes, or {@link NumberedMessage#INVALID}. */
    static int first(int trial, byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            int number = bytes[at] == '<' ? NumberedMessage.numberInHeader(trial, bytes, at, to - at)
                    : NumberedMessage.INVALID;
            if (number != NumberedMessage.INVALID) {
                return number;
            }
        }
        return NumberedMessage.INVALID;
    }
}
