package netkit.dissect.application;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import netkit.http.BodyDecoder;
import netkit.http.HttpException;

/** Decodes the messages of one end of an HTTP/1.1 connection, each when its body is complete. */
abstract class HttpDecoder implements StreamDecoder {
    /** A gap of up to this size in a body is filled, so that its end is found. */
    private static final long MOST_FILLED = 8 << 20;

    final ConnectionState state;
    private final boolean readsRequests;
    private final Collector collector = new Collector();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private HttpHead head;
    private BodyDecoder body;
    private Carried streamedHead;
    private final List<String> notices = new ArrayList<>();
    /** What a body carries. */
    private final List<ApplicationMessage> inner = new ArrayList<>(1);
    private long bodyBytes;

    HttpDecoder(ConnectionState state, boolean readsRequests) {
        this.state = state;
        this.readsRequests = readsRequests;
    }

    /** Notes a head, and returns the decoder of its body. */
    abstract BodyDecoder begin(HttpHead read) throws HttpException;

    /** Whether the body is decoded piece by piece; then the head is a message of its own. */
    boolean isStreamed(HttpHead read) {
        return false;
    }

    /** Decodes a part of a streamed body. */
    void streamed(byte[] decoded, Carried part, Consumer<ApplicationMessage> out) {}

    /** Decodes what a whole message carries, and returns the decoder for what follows it. */
    abstract StreamDecoder finished(HttpHead read, byte[] decoded, Carried whole,
            Consumer<ApplicationMessage> out);

    /** Whether bytes must wait for what the peer says. */
    boolean mustWait() {
        return false;
    }

    @Override
    public int retainedBytes() {
        return 512 + collector.retainedBytes() + content.size();
    }

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (head == null) {
            return mustWait() ? this : head(in, out);
        }
        return body(in, out);
    }

    private StreamDecoder head(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (in.at(0) == '\r' || in.at(0) == '\n') { // RFC 9112 §2.2: an empty line before it is ignored
            in.take(1);
            return this;
        }
        int length = HttpHead.length(in);
        if (length == 0) {
            if (in.length() > HttpHead.MOST_BYTES || !isHttp(in)) {
                return lost(in, out, "this is not HTTP");
            }
            return this;
        }
        if (!isHttp(in)) {
            return lost(in, out, "this is not HTTP");
        }
        Carried bytes = in.take(length);
        head = HttpHead.of(bytes.bytes(), readsRequests);
        collector.add(bytes);
        notices.clear();
        notices.addAll(head.notices());
        content.reset();
        bodyBytes = 0;
        try {
            body = begin(head);
        } catch (HttpException e) {
            notices.add(e.getMessage());
            return emit(out);
        }
        if (body == null || body.isDone()) {
            return emit(out);
        }
        if (isStreamed(head)) {
            streamedHead = collector.take();
            out.accept(HttpMessage.of(head, streamedHead, new byte[0], notices));
        }
        return this;
    }

    private boolean isHttp(StreamBuffer in) {
        int space = in.indexOf(' ', 0);
        int line = in.indexOf('\n', 0);
        if (readsRequests) { // METHOD TARGET HTTP/x.y
            String first = line < 0 ? ""
                    : new String(in.array(), in.arrayFrom(), line,
                            StandardCharsets.ISO_8859_1).stripTrailing();
            return space > 0 && space < 40 && (line < 0 || first.matches("[!-~]+ .* HTTP/\\d\\.\\d"))
                    || space < 0 && line < 0 && in.length() < 40;
        }
        String start = "HTTP/";
        for (int i = 0; i < Math.min(start.length(), in.length()); i++) {
            if (in.at(i) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private StreamDecoder lost(StreamBuffer in, Consumer<ApplicationMessage> out, String notice) {
        out.accept(ApplicationMessage.data(in.takeAll(), notice));
        return this;
    }

    private StreamDecoder body(StreamBuffer in, Consumer<ApplicationMessage> out) {
        int available = in.length();
        try {
            int used = body.feed(in.array(), in.arrayFrom(), in.arrayFrom() + available);
            Carried part = in.take(used);
            byte[] decoded = body.take();
            bodyBytes += decoded.length;
            if (isStreamed(head)) {
                streamed(decoded, part, out);
            } else {
                collector.add(part);
                content.write(decoded, 0, Math.min(decoded.length, Collector.MOST_BYTES - content.size()));
            }
        } catch (HttpException e) {
            notices.add(e.getMessage());
            collector.add(in.takeAll());
            return emit(out);
        }
        return body.isDone() ? emit(out) : this;
    }

    private StreamDecoder emit(Consumer<ApplicationMessage> out) {
        HttpHead read = head;
        head = null;
        if (isStreamed(read) && collector.isEmpty()) { // its head again, where the whole message ends
            notices.add("the end of the body; the head was in packet " + streamedHead.packets().getLast());
            out.accept(HttpMessage.of(read, streamedHead, new byte[0], notices));
            return this;
        }
        if (bodyBytes > content.size()) {
            notices.add("of the body's " + bodyBytes + " bytes, only the first " + content.size()
                    + " are kept");
        }
        Carried whole = collector.take();
        byte[] decoded = content.toByteArray();
        StreamDecoder next = finished(read, decoded, whole, inner::add);
        out.accept(HttpMessage.of(read, whole, decoded, notices));
        inner.forEach(out);
        inner.clear();
        return next;
    }

    /** Adds a notice to the message that ends. */
    final void notice(String text) {
        notices.add(text);
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (head == null) {
            return this;
        }
        notices.add(ConnectionDecoder.missing(missing));
        if (missing <= MOST_FILLED) {
            try {
                int used = body.feed(new byte[(int) missing], 0, (int) missing);
                body.take();
                if (used == missing && !body.isDone()) {
                    return this;
                }
            } catch (HttpException _) {
                notices.add("where the body ends is not known");
            }
        }
        return emit(out);
    }

    @Override
    public void end(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (head == null) {
            return;
        }
        try {
            body.end();
        } catch (EOFException e) {
            notices.add(e.getMessage());
        }
        emit(out);
    }
}
