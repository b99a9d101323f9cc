package netkit.compare.wire;

import java.io.IOException;
import java.util.Arrays;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.MessageInflater;
import netkit.websocket.MessageReader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;

/**
 * Finds messages in one direction of a WebSocket connection, after the handshake's head, compressed or not (RFC 6455 §4.1,
 * §4.2.2 and §5.2, RFC 7692). The bytes of a message are all its frames, which the receiver needs.
 */
final class FrameFinder implements MessageFinder {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    /** Largest message accepted, including messages that do not belong to the trial. */
    private static final int MAX_MESSAGE = 2 * Workload.MAX_SIZE;

    private final int trial;
    private final Workload workload;
    // with context takeover; a sender without it simply never refers back
    private final MessageInflater inflation = new MessageInflater(true);
    private final MessageReader reader;
    private final HttpHeads heads;
    private final FrameHeader header = new FrameHeader();
    /** The incomplete header of a frame. */
    private final byte[] head = new byte[FrameHeader.MAX_LENGTH];
    private int filled;
    /** How many bytes of the end of the handshake's head have been matched. */
    private int matched;
    private boolean blind;

    private long position;
    /** Remaining bytes of the current frame's payload; negative while its header is read. */
    private long rest = -1;
    private long messageFrom = -1;
    private int number = NumberedMessage.INVALID;

    /** @param role of the end that receives this stream: what a client sends is masked (RFC 6455 §5.3) */
    FrameFinder(Role role, int trial, Workload workload, HttpHeads heads) {
        this.reader = new MessageReader(role, inflation, MAX_MESSAGE, new Messages(), Frame.Observer.NONE);
        this.trial = trial;
        this.workload = workload;
        this.heads = heads;
    }

    private final class Messages implements MessageReader.Sink {
        @Override
        public void message(Opcode type, byte[] bytes, int from, int length) {
            number = HeaderFinder.first(trial, bytes, from, from + length);
        }

        @Override
        public void ping(byte[] bytes, int from, int length) {}

        @Override
        public void pong(byte[] bytes, int from, int length) {}

        @Override
        public void close(CloseStatus status) {
            blind = true; // nothing follows
        }
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Found found) {
        int at = from;
        try {
            while (at < to && !blind) {
                int next = matched < END_OF_HEAD.length ? handshake(bytes, at)
                        : rest < 0 ? frameHead(bytes, at) : payload(bytes, at, to);
                position += next - at;
                at = next;
                if (rest == 0) {
                    rest = -1;
                    endFrame(found);
                }
            }
        } catch (IOException _) {
            blind = true; // not WebSocket: the receiver fails here too
        }
        position += to - at;
    }

    private int handshake(byte[] bytes, int at) {
        matched = bytes[at] == END_OF_HEAD[matched] ? matched + 1 : bytes[at] == '\r' ? 1 : 0;
        if (matched == END_OF_HEAD.length) {
            heads.add((int) position + 1);
        }
        return at + 1;
    }

    private int frameHead(byte[] bytes, int at) throws IOException {
        head[filled++] = bytes[at];
        int length = header.decode(head, 0, filled);
        if (length > 0) {
            feed(head, 0, length); // throws for an invalid header
            if (!header.opcode().isControl() && messageFrom < 0) {
                messageFrom = position + 1 - length;
            }
            filled = 0;
            rest = header.payloadLength();
        }
        return at + 1;
    }

    private int payload(byte[] bytes, int at, int to) throws IOException {
        int count = (int) Math.min(rest, to - at);
        // a copy: the reader unmasks its input in place, and the packet belongs to others, too
        feed(Arrays.copyOfRange(bytes, at, at + count), 0, count);
        rest -= count;
        return at + count;
    }

    /** Feeds the reader the bytes of exactly one frame at a time, so that its callbacks belong to that frame. */
    private void feed(byte[] bytes, int from, int to) throws IOException {
        if (reader.feed(bytes, from, to) != to - from) {
            throw new IOException("the reader and the header disagree about the length of a frame");
        }
    }

    private void endFrame(Found found) {
        if (header.opcode().isControl() || !header.isFinal()) {
            return;
        }
        if (number != NumberedMessage.INVALID && number < workload.messages()) {
            found.message(number, messageFrom, position);
        }
        number = NumberedMessage.INVALID;
        messageFrom = -1;
    }

    /** Without these bytes neither frame boundaries nor the compression context are known. */
    @Override
    public void skip(long count) {
        position += count;
        blind = true;
    }

    @Override
    public long undecidedFrom() {
        return blind ? position : messageFrom >= 0 ? messageFrom : position - filled;
    }

    @Override
    public void close() {
        blind = true;
        inflation.close();
    }
}
