package netkit.compare.wire;

import java.util.Arrays;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;
import netkit.http.BodyDecoder;
import netkit.http.HeadDecoder;
import netkit.http.HeadLimits;
import netkit.http.HttpException;
import netkit.http.ResponseHead;
import netkit.http.Status;
import netkit.websocket.Role;

/**
 * Finds messages in the bodies of the requests, or of the responses, of a connection, chunked or not (RFC 9112 §6, §7), and
 * counts their heads. A message reaches from its first byte to its last, so it includes what stands between its chunks.
 */
final class HttpFinder implements MessageFinder {
    /** The memory of a body is that of a byte, so its size is no matter. */
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final Role reader;
    private final int trial;
    private final Workload workload;
    private final HttpHeads heads;
    /** The incomplete head of a message. */
    private byte[] head = new byte[512];
    private int headLength;
    private HeadDecoder headDecoder = new HeadDecoder(HeadLimits.DEFAULT);
    /** Null while a head is read. */
    private BodyDecoder body;
    private boolean blind;
    private long position;

    /** The incomplete header of a numbered message. */
    private final byte[] header = new byte[NumberedMessage.HEADER_SIZE];
    private int filled;
    private long messageFrom;
    private int number = NumberedMessage.INVALID;
    /** Remaining bytes of the message that has begun. */
    private int rest;

    /** @param reader the role of the end that receives this stream: a client receives responses */
    HttpFinder(Role reader, int trial, Workload workload, HttpHeads heads) {
        this.reader = reader;
        this.trial = trial;
        this.workload = workload;
        this.heads = heads;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Found found) {
        long end = position + to - from;
        try {
            for (int at = from; at < to; at++) {
                position++;
                if (blind) {
                    continue;
                }
                if (body == null) {
                    head(bytes[at]);
                } else {
                    body.feed(bytes, at, at + 1);
                    if (body.take().length > 0) { // else it belongs to the framing of chunks
                        content(bytes[at], found);
                    }
                }
                if (body != null && body.isDone()) {
                    body = null;
                }
            }
        } catch (HttpException _) {
            skip(end - position); // not HTTP: the receiver fails here too
        }
    }

    private void head(byte next) throws HttpException {
        if (headLength == head.length) {
            head = Arrays.copyOf(head, 2 * headLength);
        }
        head[headLength++] = next;
        if (headDecoder.length(head, headLength) == 0) {
            return;
        }
        heads.add(headLength);
        switch (reader) {
            case SERVER -> body = BodyDecoder.of(headDecoder.request(head, headLength), NO_LIMIT);
            case CLIENT -> {
                ResponseHead response = headDecoder.response(head, headLength);
                blind = response.status() == Status.SWITCHING_PROTOCOLS.code();
                body = BodyDecoder.of("GET", response, NO_LIMIT);
            }
        }
        headLength = 0;
        headDecoder = new HeadDecoder(HeadLimits.DEFAULT);
    }

    private void content(byte next, Found found) {
        if (rest > 0) {
            rest--;
            endMessage(found);
            return;
        }
        if (next == '<') {
            filled = 0; // a header has no other '<', so none is missed
            messageFrom = position - 1;
        } else if (filled == 0) {
            return;
        }
        header[filled++] = next;
        if (filled == header.length) {
            filled = 0;
            number = NumberedMessage.numberInHeader(trial, header, 0, header.length);
            if (number != NumberedMessage.INVALID && number < workload.messages()) {
                rest = workload.size() - header.length;
                endMessage(found);
            }
        }
    }

    private void endMessage(Found found) {
        if (rest == 0) {
            found.message(number, messageFrom, position);
        }
    }

    /** Without these bytes it is not known where the next message begins. */
    @Override
    public void skip(long count) {
        position += count;
        blind = true;
    }

    @Override
    public long undecidedFrom() {
        return !blind && (rest > 0 || filled > 0) ? messageFrom : position;
    }
}
