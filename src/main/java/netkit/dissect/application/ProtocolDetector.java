package netkit.dissect.application;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import netkit.dissect.application.ConnectionState.Kind;
import netkit.queue.protocol.Reply;
import netkit.queue.protocol.Request;

/** Recognizes a protocol by the first bytes of a direction. */
final class ProtocolDetector implements StreamDecoder {
    /** RFC 9112 §3, §4; the method is any token, but one in lower case does not occur. */
    private static final Pattern HTTP = Pattern
            .compile("[A-Z][A-Z_-]{0,30} \\S+ HTTP/\\d\\.\\d|HTTP/\\d\\.\\d \\d{3}.*");
    /** The longest first line that is awaited. */
    private static final int MOST_LINE = 16 << 10;
    private static final String RESPONSE = "HTTP/";
    private static final String MESSAGE = "MSG ";

    private final ConnectionState state;

    ProtocolDetector(ConnectionState state) {
        this.state = state;
    }

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (state.kind == null) {
            state.kind = recognize(in);
        }
        return state.kind == null || isRoleOpen(state.kind, in) ? this : decoder(state.kind, in);
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        return this;
    }

    @Override
    public void end(StreamBuffer in, Consumer<ApplicationMessage> out) {
        // shown as data
    }

    private StreamDecoder decoder(Kind kind, StreamBuffer in) {
        return switch (kind) {
            case HTTP -> startsResponse(in) ? new HttpResponses(state) : new HttpRequests(state);
            case TLS -> new TlsRecords();
            case AMQP -> new AmqpFrames();
            case QUEUE -> new QueueLines(isQueueServer(in));
            case TEXT -> new TextLines(state);
            case SSH -> new RawDecoder(
                    state.hasPort(22) ? "SSH" : "SSH, on a port of other protocols");
            case RAW -> new RawDecoder("");
        };
    }

    /** Whether more bytes are needed to tell the client from the server. */
    private static boolean isRoleOpen(Kind kind, StreamBuffer in) {
        String start = kind == Kind.HTTP ? RESPONSE : kind == Kind.QUEUE ? MESSAGE : "";
        return in.length() < start.length() && start.startsWith(text(in, in.length()));
    }

    private static boolean startsResponse(StreamBuffer in) {
        return in.length() >= RESPONSE.length() && text(in, RESPONSE.length()).equals(RESPONSE);
    }

    /** Replies begin with a sign, except messages and what STATS and HELP return. */
    private static boolean isQueueServer(StreamBuffer in) {
        byte first = in.at(0);
        return first == '+' || first == '-' || in.length() >= MESSAGE.length()
                && text(in, MESSAGE.length()).equals(MESSAGE);
    }

    private static String text(StreamBuffer in, int count) {
        return new String(in.array(), in.arrayFrom(), count, StandardCharsets.ISO_8859_1);
    }

    /** Returns null if more bytes are needed. */
    private static Kind recognize(StreamBuffer in) {
        int first = in.at(0) & 0xFF;
        if (first >= 0x14 && first <= 0x18) { // RFC 8446 §5.1: type, and a version 3.x
            return in.length() < 3 ? null
                    : in.at(1) == 3 && in.at(2) >= 0 && in.at(2) <= 4 ? Kind.TLS : Kind.RAW;
        }
        if (first == 'A' && text(in, Math.min(4, in.length())).equals("AMQP".substring(0,
                Math.min(4, in.length())))) {
            return in.length() < 8 ? null : in.at(4) == 0 ? Kind.AMQP : lines(in);
        }
        return lines(in);
    }

    private static Kind lines(StreamBuffer in) {
        int end = in.indexOf('\n', 0);
        int length = end < 0 ? in.length() : end;
        for (int i = 0; i < Math.min(length, MOST_LINE); i++) {
            int next = in.at(i) & 0xFF;
            boolean isText = next >= ' ' && next != 0x7F || next == '\t' || next == '\r' || next == 0x1B
                    || next == 0xFF && i < 64; // a Telnet command
            if (!isText) {
                return Kind.RAW;
            }
        }
        if (end < 0) {
            return in.length() < MOST_LINE ? null : Kind.RAW;
        }
        String line = text(in, end).stripTrailing();
        if (line.startsWith("SSH-")) { // RFC 4253 §4.2
            return Kind.SSH;
        }
        return HTTP.matcher(line).matches() ? Kind.HTTP : isQueue(line) ? Kind.QUEUE : Kind.TEXT;
    }

    private static boolean isQueue(String line) {
        if (line.startsWith("+OK") || line.startsWith("-ERR ")) {
            return true;
        }
        try {
            if (line.startsWith("MSG ")) {
                Reply.parse(line);
                return true;
            }
            String word = line.split(" ", 2)[0];
            if (!word.equals(word.toUpperCase(Locale.ROOT))) {
                return false; // a word of a chat
            }
            Request.parse(line);
            return true;
        } catch (IllegalArgumentException | Request.Malformed _) {
            return false;
        }
    }
}
