package netkit.compare.wire;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;

/**
 * Finds messages that stand in the stream as they are, each in one piece, by their heads; what is between them does not
 * matter. A message that a protocol cuts in two, as AMQP 0-9-1 does where one is larger than frame_max (§4.2.6), is taken
 * to end as many bytes too early as stand at the cuts, so it may be said to have arrived one packet too early; the next
 * one is found all the same.
 */
final class HeaderFinder implements MessageFinder {
    private final int trial;
    private final Workload workload;
    private final byte[] head = new byte[NumberedMessage.HEADER_SIZE];
    /** Bytes of a head so far. */
    private int filled;
    private long position;
    /** Bytes of the message found last that are still to come. */
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
                filled = 0; // a head has none but the first, so no head is missed
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
        int number = NumberedMessage.head(trial, head, 0, head.length);
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

    /** The number of the first message in these bytes, wherever it begins, or {@link NumberedMessage#INVALID}. */
    static int first(int trial, byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            int number = bytes[at] == '<' ? NumberedMessage.head(trial, bytes, at, to - at)
                    : NumberedMessage.INVALID;
            if (number != NumberedMessage.INVALID) {
                return number;
            }
        }
        return NumberedMessage.INVALID;
    }
}
