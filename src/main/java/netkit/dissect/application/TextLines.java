package netkit.dissect.application;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import netkit.chat.LineDecoder;

/** Decodes lines of text: those of the chat, or others on a port that says nothing about them. */
final class TextLines implements StreamDecoder {
    /** The longest line that is kept whole, bytes. */
    private static final int MOST_LINE = 64 << 10;

    private static final int CHAT_PORT = 9000;
    /** The line with which a server of the chat greets a new member, whatever its port. */
    private static final Pattern GREETING = Pattern
            .compile("\\* you are \\S+ in \\S+; /help lists the commands");

    private final LineDecoder decoder = new LineDecoder(MOST_LINE);
    private final Collector collector = new Collector();
    private final ConnectionState state;
    private String notice;

    TextLines(ConnectionState state) {
        this.state = state;
        state.isChat |= state.hasPort(CHAT_PORT);
        this.notice = state.hasPort(80) || state.hasPort(8080) ? "plain text on a port of HTTP" : "";
    }

    @Override
    public int retainedBytes() {
        return 256 + collector.retainedBytes();
    }

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        int end = in.indexOf('\n', 0);
        Carried part = in.take(end < 0 ? in.length() : end + 1);
        collector.add(part);
        decoder.feed(part.bytes(), 0, part.bytes().length, line -> out.accept(message(line)));
        return this;
    }

    private ApplicationMessage message(LineDecoder.Line line) {
        Carried carried = collector.take();
        return switch (line) {
            case LineDecoder.Line.Text(String text) -> text(text, carried);
            case LineDecoder.Line.TooLong(int limit) -> ApplicationMessage.data(carried,
                    "a line of more than " + limit + " bytes");
            case LineDecoder.Line.NotUtf8(int at) -> ApplicationMessage.data(carried,
                    "a line that is not UTF-8 at byte " + at);
        };
    }

    private ApplicationMessage text(String text, Carried carried) {
        int length = carried.bytes().length;
        List<String> notices = notice.isEmpty() ? List.of() : List.of(notice);
        notice = "";
        state.isChat |= GREETING.matcher(text).matches();
        return state.isChat
                ? new ApplicationMessage("chat", carried, 0, text, text, notices,
                        sink -> sink.text("chat.line", "Line", text, 0, length))
                : new ApplicationMessage(ApplicationMessage.DATA, carried, 0, "text: " + text, text, notices,
                        sink -> sink.text("data.text", "Text", text, 0, length).bytes("data.data", "Data",
                                carried.bytes(), 0, length).number("data.len", "Length", length, 0, 0));
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        decoder.finish(line -> out.accept(message(line)));
        return this;
    }

    @Override
    public void end(StreamBuffer in, Consumer<ApplicationMessage> out) {
        decoder.finish(line -> out.accept(message(line)));
    }
}
