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

/** Cuts bytes into frames and has the reader of a connection judge them, as the first ones that it gets. */
final class FrameExamination {
    private final List<ExaminedFrame> frames = new ArrayList<>();
    private final byte[] bytes;
    private int done;

    /**
     * @param from whose frames they are; when null, masked ones are a client's
     * @param deflate whether permessage-deflate (RFC 7692) counts as agreed on
     */
    FrameExamination(byte[] bytes, Role from, boolean deflate) {
        this.bytes = bytes;
        FrameHeader head = new FrameHeader();
        Role sender = from != null ? from
                : decode(head, 0) > 0 && head.isMasked() ? Role.CLIENT : Role.SERVER;
        try (MessageInflater inflater = deflate ? new MessageInflater(true) : null) {
            examine(sender, inflater);
        }
    }

    List<ExaminedFrame> frames() {
        return frames;
    }

    /** Bytes behind a frame with which the connection ends. */
    int ignored() {
        return bytes.length - done;
    }

    private void examine(Role from, MessageInflater inflater) {
        Arrivals arrivals = new Arrivals();
        MessageReader reader = new MessageReader(from == Role.CLIENT ? Role.SERVER : Role.CLIENT, inflater,
                WebSocketOptions.DEFAULT.maxMessage(), arrivals, Frame.Observer.NONE);
        boolean goesOn = true;
        while (goesOn && done < bytes.length) {
            FrameHeader head = new FrameHeader();
            int headLength = decode(head, done);
            int end = end(head, headLength);
            byte[] frame = Arrays.copyOfRange(bytes, done, end);
            Optional<WebSocketException> violation = arrivals.take(reader, frame, head);
            frames.add(new ExaminedFrame(frame, head, headLength, from, Optional.ofNullable(arrivals.message),
                    violation));
            goesOn = violation.isEmpty() && !arrivals.closed;
            done = end;
        }
    }

    /** Decodes a head of which the last bytes may be missing, as if they were 0. */
    private int decode(FrameHeader head, int at) {
        byte[] padded = Arrays.copyOf(
                Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + FrameHeader.MAX_LENGTH)),
                FrameHeader.MAX_LENGTH);
        return head.decode(padded, 0, padded.length);
    }

    private int end(FrameHeader head, int headLength) {
        long left = bytes.length - done;
        boolean unending = head.payloadLength() < 0 || left < headLength;
        return done + (int) (unending ? left : Math.min(left, headLength + head.payloadLength()));
    }

    /** What the reader gets out of the frames. */
    private static final class Arrivals implements MessageReader.Sink {
        private int frames;
        private boolean compressed;
        private ExaminedFrame.Message message;
        private boolean closed;

        Optional<WebSocketException> take(MessageReader reader, byte[] frame, FrameHeader head) {
            message = null;
            if (head.opcode() == Opcode.TEXT || head.opcode() == Opcode.BINARY) {
                frames = 0;
                compressed = head.reserved() != 0;
            }
            if (head.opcode() != null && !head.opcode().isControl()) {
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
