package netkit.compare.wire;

import java.util.ArrayList;
import java.util.List;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.packet.TcpSegment;

/**
 * One observed direction of a TCP connection (RFC 9293 §3.4). Positions count from the stream's first byte and do not wrap
 * around: the SYN is at -1, the FIN after the last byte.
 */
final class SeenStream implements SeenBytes {
    /** Bytes that were lost before it was known which message they belong to. */
    private record LostBytes(long from, long to, String cause) {}

    /** The bytes of a message, from the first to the one after the last. */
    private record FoundMessage(int number, long from, long to) {}

    private final MessageFinder finder;
    private final Ledger ledger;
    /** The sequence number of position 0. */
    private final int origin;
    /** Exclusive end of everything sent. */
    private long sentTo;
    /** Exclusive end of the bytes fed to the finder. */
    private long foundTo;

    /** In stream order. */
    private final List<FoundMessage> messages = new ArrayList<>();
    /** How many of them have been sent completely. */
    private int left;
    private final ByteRanges arrived = new ByteRanges();
    private final List<LostBytes> unknown = new ArrayList<>();

    /**
     * @param first the first segment of the connection that was observed
     * @param finder of messages, or null in a direction without messages
     */
    SeenStream(TcpSegment first, MessageFinder finder, Ledger ledger) {
        this.finder = finder;
        this.ledger = ledger;
        boolean begins = first.has(TcpSegment.SYN);
        origin = first.sequence() + (begins ? 1 : 0);
        sentTo = begins ? -1 : 0;
    }

    private long position(TcpSegment segment) {
        // sequence numbers are compared modulo 2**32
        return sentTo + (segment.sequence() - (origin + (int) sentTo));
    }

    /** Returns whether this is the SYN of another connection between the same ports. */
    boolean isOther(TcpSegment syn) {
        return syn.has(TcpSegment.SYN) && syn.sequence() + 1 != origin;
    }

    /** Returns whether its first sequence number was sent before. */
    boolean isRetransmission(TcpSegment segment) {
        return segment.sequenceLength() > 0 && position(segment) < sentTo;
    }

    /** Returns the position of its payload. */
    long payloadAt(TcpSegment segment) {
        return position(segment) + (segment.has(TcpSegment.SYN) ? 1 : 0);
    }

    /** Records that a segment left its host. */
    void sent(TcpSegment segment, long at) {
        long from = payloadAt(segment);
        sentTo = Math.max(sentTo, position(segment) + segment.sequenceLength());
        if (finder != null) {
            find(segment, from, at);
        }
    }

    private void find(TcpSegment segment, long from, long at) {
        if (from + segment.payloadLength() <= foundTo) {
            return;
        }
        if (from > foundTo) {
            finder.skip(from - foundTo); // the bytes before were not observed
            foundTo = from;
        }
        finder.feed(segment.bytes(), segment.payloadFrom() + (int) (foundTo - from), segment.payloadTo(),
                this::found);
        foundTo = from + segment.payloadLength();
        for (; left < messages.size() && messages.get(left).to <= foundTo; left++) {
            ledger.reached(Stage.LEFT, messages.get(left).number, at);
        }
        unknown.removeIf(bytes -> bytes.to <= finder.undecidedFrom());
    }

    private void found(int number, long from, long to) {
        messages.add(new FoundMessage(number, from, to));
        for (LostBytes bytes : unknown) {
            if (bytes.to > from && bytes.from < to) {
                ledger.copyLostOnWire(number, bytes.cause);
            }
        }
    }

    /** Returns the messages that need some of these bytes. */
    private List<FoundMessage> within(long from, long to) {
        int low = 0;
        int high = messages.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (messages.get(middle).to > from) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int end = low;
        while (end < messages.size() && messages.get(end).from < to) {
            end++;
        }
        return messages.subList(low, end);
    }

    @Override
    public void arrived(long from, long to, long at) {
        arrived.add(from, to);
        for (FoundMessage message : within(from, to)) {
            if (arrived.covers(message.from, message.to)) {
                ledger.arrived(message.number, at);
            }
        }
    }

    @Override
    public void lost(long from, long to, String cause) {
        within(from, to).forEach(message -> ledger.copyLostOnWire(message.number, cause));
        if (finder != null && from < to && to > finder.undecidedFrom()) {
            unknown.add(new LostBytes(from, to, cause));
        }
    }

    @Override
    public List<Integer> messages(long from, long to) {
        return within(from, to).stream().map(FoundMessage::number).toList();
    }

    void close() {
        if (finder != null) {
            finder.close();
        }
    }
}
