package netkit.dissect.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.Masking;
import netkit.websocket.MessageInflater;
import netkit.websocket.MessageReader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;

/** Decodes the frames of one end of a WebSocket connection, and joins them to messages (RFC 6455 §5, RFC 7692). */
final class WebSocketFrames implements StreamDecoder {
    /** Payload kept of a frame; of a longer one, only the beginning is shown. */
    private static final int MOST_PAYLOAD = 1 << 20;

    private static final String UNTRUSTED = "the handshake was not valid, so that these need not be frames at all";

    private final FrameHeader header = new FrameHeader();
    private MessageReader reader;
    private final EngineSessions.Half engine;
    private final boolean mayBeCompressed;
    private final Collector message = new Collector();
    private final Collector frame = new Collector();
    private int headerLength;
    /** Bytes of the current frame still to come; -1 between frames. */
    private long left = -1;
    /** What the frame completes. */
    private final List<String> said = new ArrayList<>(1);
    private final List<byte[]> contents = new ArrayList<>(1);
    private Opcode completed;
    private boolean isTrusted = true;
    private final List<String> notices = new ArrayList<>(1);

    /** Returns a decoder of what only looks like frames, since the handshake was not valid: nothing is joined. */
    static WebSocketFrames untrusted() {
        WebSocketFrames frames = new WebSocketFrames(Role.CLIENT, null, null);
        frames.reader = null;
        frames.isTrusted = false;
        return frames;
    }

    /**
     * @param receiver the end that receives these frames
     * @param inflater null if nothing is compressed
     * @param engine decodes the messages as Engine.IO packets; null if they are not
     */
    WebSocketFrames(Role receiver, MessageInflater inflater, EngineSessions.Half engine) {
        this.engine = engine;
        mayBeCompressed = inflater != null;
        this.reader = new MessageReader(receiver, inflater, ConnectionDecoder.MOST_WAITING, new Messages(),
                Frame.Observer.NONE);
    }

    private final class Messages implements MessageReader.Sink {
        @Override
        public void message(Opcode type, byte[] bytes, int from, int length) {
            completed = type;
            contents.add(Arrays.copyOfRange(bytes, from, from + length));
        }

        @Override
        public void ping(byte[] bytes, int from, int length) {}

        @Override
        public void pong(byte[] bytes, int from, int length) {}

        @Override
        public void close(CloseStatus status) {
            said.add(status.toString());
        }
    }

    @Override
    public int retainedBytes() {
        return 1024 + message.retainedBytes() + frame.retainedBytes();
    }

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (left < 0) {
            headerLength = header.decode(in.array(), in.arrayFrom(), in.arrayFrom() + in.length());
            if (headerLength == 0) {
                return this;
            }
            if (header.payloadLength() < 0) {
                out.accept(ApplicationMessage.data(in.takeAll(),
                        "the most significant bit of a 64-bit length is set (RFC 6455 §5.2)"));
                return new RawDecoder("");
            }
            left = headerLength + header.payloadLength();
        }
        int count = (int) Math.min(left, in.length());
        if (count < left && left - count <= MOST_PAYLOAD && frame.isEmpty()) {
            return this; // the rest comes with the next segments
        }
        Carried part = in.take(count);
        left -= count;
        frame.add(part);
        feed(part.bytes());
        if (left == 0) {
            left = -1;
            emit(frame.take(), out);
        }
        return this;
    }

    private void feed(byte[] bytes) {
        if (reader == null) {
            return;
        }
        try {
            reader.feed(bytes.clone(), 0, bytes.length);
        } catch (IOException e) { // the peer's violation: its frames can be shown, its messages not
            notices.add(e.getMessage() + ": from here on, frames are not joined to messages");
            reader = null;
        }
    }

    private void emit(Carried whole, Consumer<ApplicationMessage> out) {
        byte[] bytes = whole.bytes();
        int opcode = header.opcodeBits();
        byte[] payload = Arrays.copyOfRange(bytes, Math.min(headerLength, bytes.length), bytes.length);
        Masking.apply(payload, 0, payload.length, header.maskingKey(), 0);
        boolean isDeflated = (header.reserved() & FrameHeader.RSV1) != 0;
        String name = name(opcode) + (header.isFinal() ? "" : ", not the last fragment")
                + (isDeflated ? ", compressed" : "");
        boolean isWhole = header.isFinal() && opcode != Opcode.CONTINUATION.code() && !contents.isEmpty()
                && !isDeflated;
        String text = isWhole ? text(completed, contents.getFirst()) : "";
        String closing = said.isEmpty() ? "" : " " + said.getFirst();
        if (!isTrusted) {
            notices.add(UNTRUSTED);
        }
        Snapshot fields = Snapshot.of(header, mayBeCompressed, headerLength, payload, text);
        out.accept(new ApplicationMessage("websocket", whole, headerLength,
                (isTrusted ? "" : "not to be trusted: ") + name + closing + (isWhole ? ": " + text
                        : ", " + header.payloadLength() + (header.payloadLength() == 1 ? " byte" : " bytes")),
                isWhole && engine == null ? text : "", List.copyOf(notices), fields));
        boolean isControl = header.opcode() != null && header.opcode().isControl();
        if (!isControl) { // a control frame may come between the fragments of a message (§5.4)
            message.add(whole);
        }
        for (byte[] content : contents) {
            Carried joined = message.take().decoded(content);
            if (!isWhole) {
                out.accept(message(joined, completed, text(completed, content), engine == null));
            }
            if (engine != null) {
                engine.message(completed == Opcode.TEXT, content, joined, out);
            }
        }
        if (!isControl && header.isFinal()) {
            message.take();
        }
        notices.clear();
        said.clear();
        contents.clear();
    }

    private static ApplicationMessage message(Carried carried, Opcode type, String text, boolean isContent) {
        int length = carried.bytes().length;
        return new ApplicationMessage("websocket", carried, 0,
                "message of " + length + (length == 1 ? " byte" : " bytes") + ": " + text,
                isContent ? text : "", List.of(),
                sink -> {
                    if (type == Opcode.TEXT) {
                        sink.text("websocket.message", "Message", text, 0, length);
                    } else {
                        sink.bytes("websocket.message", "Message", carried.bytes(), 0, length);
                    }
                });
    }

    private static String text(Opcode type, byte[] content) {
        return type == Opcode.TEXT ? new String(content, StandardCharsets.UTF_8)
                : content.length + (content.length == 1 ? " byte" : " bytes");
    }

    static String name(int opcode) {
        Opcode known = Opcode.of(opcode);
        return known == null ? "reserved opcode " + opcode : known.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (left > missing) { // within the payload of a frame
            in.takeAll();
            left -= missing;
            reader = null;
            notices.add(ConnectionDecoder.missing(missing) + " within this frame");
            return this;
        }
        return new RawDecoder("WebSocket, where a frame begins is not known");
    }

    /** The fields of a frame. */
    private record Snapshot(boolean isFinal, int reserved, boolean mayBeCompressed, int opcode,
            boolean isMasked, int maskingKey,
            int shortLength, long payloadLength, int headerLength, byte[] payload, String text)
            implements
                Consumer<FieldSink> {
        static Snapshot of(FrameHeader header, boolean mayBeCompressed, int headerLength, byte[] payload,
                String text) {
            return new Snapshot(header.isFinal(), header.reserved(), mayBeCompressed, header.opcodeBits(),
                    header.isMasked(),
                    header.maskingKey(), header.shortLength(), header.payloadLength(), headerLength, payload,
                    text);
        }

        @Override
        public void accept(FieldSink sink) {
            sink.flag("websocket.fin", "Final fragment", isFinal, 0, 1, 0x80)
                    .number("websocket.rsv", "Reserved bits", reserved >> 4,
                            "0x0" + (reserved >> 4) + (reserved == FrameHeader.RSV1 ? " (compressed)" : ""),
                            0, 1, 0x70);
            if (mayBeCompressed) { // RFC 7692 §6
                sink.flag("websocket.pmc", "Compressed message", (reserved & FrameHeader.RSV1) != 0, 0, 1,
                        0x40);
            }
            sink.number("websocket.opcode", "Opcode", opcode, opcode + " (" + name(opcode) + ")", 0, 1,
                    0x0F)
                    .flag("websocket.mask", "Masked", isMasked, 1, 2, 0x80)
                    .number("websocket.payload_length", "Payload length", shortLength,
                            Integer.toString(shortLength), 1, 2, 0x7F);
            int at = 2;
            if (shortLength == 126) {
                sink.number("websocket.payload_length_ext_16", "Extended length", payloadLength, 2, 4);
                at = 4;
            } else if (shortLength == 127) {
                sink.number("websocket.payload_length_ext_64", "Extended length", payloadLength, 2, 10);
                at = 10;
            }
            if (isMasked) {
                byte[] key = {(byte) (maskingKey >> 24), (byte) (maskingKey >> 16), (byte) (maskingKey >> 8),
                    (byte) maskingKey};
                sink.bytes("websocket.masking_key", "Masking key", key, at, at + 4);
            }
            payload(sink);
        }

        private void payload(FieldSink sink) {
            int to = headerLength + payload.length;
            if (payload.length == 0) {
                return;
            }
            sink.bytes("websocket.payload", "Payload", payload, headerLength, to).parts(parts -> {
                switch (Opcode.of(opcode)) {
                    case TEXT -> {
                        if (!text.isEmpty()) {
                            parts.text("websocket.payload.text", "Text", text, headerLength, to);
                        }
                    }
                    case PING -> parts.bytes("websocket.payload.ping", "Ping", payload, headerLength, to);
                    case PONG -> parts.bytes("websocket.payload.pong", "Pong", payload, headerLength, to);
                    case CLOSE -> close(parts, to);
                    case BINARY, CONTINUATION -> {}
                    case null -> {}
                }
            });
        }

        private void close(FieldSink parts, int to) {
            if (payload.length < 2) {
                return;
            }
            parts.bytes("websocket.payload.close", "Close", payload, headerLength, to).parts(inner -> {
                inner.number("websocket.payload.close.status_code", "Close code",
                        (payload[0] & 0xFF) << 8 | payload[1] & 0xFF, headerLength, headerLength + 2);
                if (payload.length > 2) {
                    inner.text("websocket.payload.close.reason", "Reason",
                            new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8),
                            headerLength + 2, to);
                }
            });
        }
    }
}
