package netkit.dissect.application;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.Reply;
import netkit.queue.protocol.Request;

/** Decodes the lines and bodies of one end of a connection to the message queue. */
final class QueueLines implements StreamDecoder, QueueDecoder.Sink {
    private final QueueDecoder decoder = new QueueDecoder(this);
    private final Collector collector = new Collector();
    private final boolean isServer;
    private final List<ApplicationMessage> messages = new ArrayList<>(2);
    private String head = "";
    private String content = "";
    private List<String> notices = List.of();
    private boolean isComplete;

    /** @param isServer whether this end sends replies */
    QueueLines(boolean isServer) {
        this.isServer = isServer;
    }

    @Override
    public int retainedBytes() {
        return 1024 + collector.retainedBytes() + (int) Math.min(decoder.bodyBytes(), 1 << 30);
    }

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        int end = in.indexOf('\n', 0);
        int count = decoder.missingBodyBytes() > 0 ? Math.min(decoder.missingBodyBytes(), in.length())
                : end < 0 ? in.length() : end + 1;
        Carried part = in.take(count);
        collector.add(part);
        isComplete = false;
        decoder.feed(part.bytes(), 0, count);
        if (isComplete) {
            Carried whole = collector.take();
            if (!head.isEmpty()) {
                messages.add(message(whole));
            }
            head = "";
            content = "";
            notices = List.of();
        }
        messages.forEach(out);
        messages.clear();
        return this;
    }

    private ApplicationMessage message(Carried whole) {
        String line = head;
        String body = content;
        int headLength = Math.min(whole.bytes().length, line.length() + 2);
        return new ApplicationMessage("mq", whole, headLength,
                body.isEmpty() ? line : line + ": " + body, body.isEmpty() ? line : body, notices, sink -> {
                    sink.text("mq.line", "Line", line, 0, headLength).text(
                            isServer ? "mq.reply" : "mq.command",
                            isServer ? "Reply" : "Command", line.split(" ", 2)[0], 0, headLength);
                    if (!body.isEmpty()) {
                        sink.text("mq.body", "Body", body, headLength, whole.bytes().length);
                    }
                });
    }

    @Override
    public QueueDecoder.Next line(String line) {
        isComplete = true;
        head = line;
        if (line.isBlank()) {
            head = isServer ? "" : line.strip();
            return QueueDecoder.Next.LINE;
        }
        try {
            return isServer ? reply(line) : request(line);
        } catch (IllegalArgumentException | Request.Malformed e) {
            boolean isListed = isServer && line.startsWith("HELP ");
            notices = isListed ? List.of() : List.of(e.getMessage());
            return QueueDecoder.Next.LINE;
        }
    }

    private QueueDecoder.Next reply(String line) {
        return Reply.parse(line) instanceof Reply.Head head ? body(head.size()) : QueueDecoder.Next.LINE;
    }

    private QueueDecoder.Next request(String line) throws Request.Malformed {
        return Request.parse(line) instanceof Request.Put put ? body(put.size()) : QueueDecoder.Next.LINE;
    }

    private QueueDecoder.Next body(long size) {
        if (size > ConnectionDecoder.MOST_WAITING) {
            notices = List.of("a body of " + size + " bytes, which is not shown");
            return new QueueDecoder.Next.Skip(size);
        }
        isComplete = false;
        return new QueueDecoder.Next.Body((int) size);
    }

    @Override
    public void body(byte[] body) {
        isComplete = true;
        content = new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public void unendedBody(int size) {
        isComplete = true;
        notices = List.of("no line end follows the body of " + size + " bytes");
    }

    @Override
    public void lineTooLong(int limit) {
        isComplete = true;
        head = "a line of more than " + limit + " bytes";
        notices = List.of(head);
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        return new ResyncedLines();
    }

    /** Waits for the next line, which follows a gap. */
    private final class ResyncedLines implements StreamDecoder {
        @Override
        public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
            int end = in.indexOf('\n', 0);
            out.accept(ApplicationMessage.data(in.take(end < 0 ? in.length() : end + 1), ""));
            return end < 0 ? this : new QueueLines(isServer);
        }

        @Override
        public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
            return this;
        }
    }
}
