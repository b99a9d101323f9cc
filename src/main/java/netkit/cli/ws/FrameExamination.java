package netkit.cli.ws;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.MessageInflater;
import netkit.websocket.MessageReader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketOptions;

/** A check of bytes as the first frames of a connection, by the decoder that connections use. */
final class FrameExamination {
    private final List<ExaminedFrame> frames = new ArrayList<>();
    private final byte[] bytes;
    private int done;

    /**
     * @param from the sender; null for the client if the first frame is masked, else the server
     * @param deflate whether permessage-deflate (RFC 7692) is negotiated
     */
    FrameExamination(byte[] bytes, Role from, boolean deflate) {
        this.bytes = bytes;
        FrameHeader header = new FrameHeader();
        Role sender = from != null ? from
                : decode(header, 0) > 0 && header.isMasked() ? Role.CLIENT : Role.SERVER;
        try (MessageInflater inflater = deflate ? new MessageInflater(true) : null) {
            examine(sender, inflater);
        }
    }

    List<ExaminedFrame> frames() {
        return frames;
    }

    /** Returns the number of bytes after a frame that ends the connection. */
    int ignored() {
        return bytes.length - done;
    }

    private void examine(Role from, MessageInflater inflater) {
        Arrivals arrivals = new Arrivals();
        MessageReader reader = new MessageReader(from == Role.CLIENT ? Role.SERVER : Role.CLIENT, inflater,
                WebSocketOptions.DEFAULT.maxMessage(), arrivals, Frame.Observer.NONE);
        boolean goesOn = true;
        while (goesOn && done < bytes.length) {
            FrameHeader header = new FrameHeader();
            int headerLength = decode(header, done);
            int end = end(header, headerLength);
            byte[] frame = Arrays.copyOfRange(bytes, done, end);
            Optional<WebSocketException> violation = arrivals.take(reader, frame, header);
            frames.add(new ExaminedFrame(frame, header, headerLength, from,
                    Optional.ofNullable(arrivals.message),
                    violation));
            goesOn = violation.isEmpty() && !arrivals.closed;
            done = end;
        }
    }

    /** Decodes a header; missing bytes count as 0. */
    private int decode(FrameHeader header, int at) {
        byte[] padded = Arrays.copyOf(
                Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + FrameHeader.MAX_LENGTH)),
                FrameHeader.MAX_LENGTH);
        return header.decode(padded, 0, padded.length);
    }

    private int end(FrameHeader header, int headerLength) {
        long left = bytes.length - done;
        boolean unending = header.payloadLength() < 0 || left < headerLength;
        return done + (int) (unending ? left : Math.min(left, headerLength + header.payloadLength()));
    }

    /** Receives the messages that the frames complete. */
    private static final class Arrivals implements MessageReader.Sink {
        private int frames;
        private boolean compressed;
        private ExaminedFrame.Message message;
        private boolean closed;

        Optional<WebSocketException> take(MessageReader reader, byte[] frame, FrameHeader header) {
            message = null;
            if (header.opcode() == Opcode.TEXT || header.opcode() == Opcode.BINARY) {
                frames = 0;
                compressed = header.reserved() != 0;
            }
            if (header.opcode() != null && !header.opcode().isControl()) {
                frames++;
            }
            try {
                reader.feed(frame.clone(), 0, frame.length); // it unmasks in place
                return Optional.empty();
            } catch (WebSocketException e) {
                return Optional.of(e);
            } catch (IOException e) {
                throw new IllegalStateException("there is no I/O here", e);
            }
        }

        @Override
        public void message(Opcode type, byte[] from, int start, int length) {
            message = new ExaminedFrame.Message(type, Arrays.copyOfRange(from, start, start + length), frames,
                    compressed);
        }

        @Override
        public void ping(byte[] from, int start, int length) {}

        @Override
        public void pong(byte[] from, int start, int length) {}

        @Override
        public void close(CloseStatus status) {
            closed = true;
        }
    }
}
