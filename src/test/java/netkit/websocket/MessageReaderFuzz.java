package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import netkit.net.PrintableText;
import netkit.testing.Allocation;
import netkit.testing.FuzzInput;

/**
 * Frames received by a server and by a client, with and without permessage-deflate: only {@link WebSocketException} is
 * thrown, frames in pieces give the same messages as whole ones, texts are UTF-8, memory has a bound, and messages are the
 * same after they are sent again.
 */
public final class MessageReaderFuzz {
    private static final int MAX_MESSAGE = 16 * 1024;
    private static final HexFormat HEX = HexFormat.of();

    private MessageReaderFuzz() {}

    /** Collects what is received. */
    private static final class Received implements MessageReader.Sink {
        private final List<String> events = new ArrayList<>();
        private final List<byte[]> messages = new ArrayList<>();

        @Override
        public void message(Opcode type, byte[] bytes, int from, int length) {
            assertTrue(length <= MAX_MESSAGE, "too long");
            assertTrue(type == Opcode.BINARY || PrintableText.decode(bytes, from, length).isPresent(),
                    "a text that is not UTF-8");
            add(type.toString(), bytes, from, length);
            messages.add(Arrays.copyOfRange(bytes, from, from + length));
        }

        @Override
        public void ping(byte[] bytes, int from, int length) {
            add("ping", bytes, from, length);
        }

        @Override
        public void pong(byte[] bytes, int from, int length) {
            add("pong", bytes, from, length);
        }

        @Override
        public void close(CloseStatus status) {
            events.add("close " + status);
        }

        private void add(String what, byte[] bytes, int from, int length) {
            events.add(what + " " + HEX.formatHex(bytes, from, from + length));
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        for (Role role : Role.values()) {
            for (boolean deflate : new boolean[] {false, true}) {
                Allocation.assertAtMost(100_000 + 20L * MAX_MESSAGE + 3L * MAX_MESSAGE * input.length,
                        () -> receive(role, deflate, List.of(input)));
                Received whole = receive(role, deflate, List.of(input));
                assertEquals(whole.events, receive(role, deflate, FuzzInput.pieces(input)).events);
                if (!whole.messages.isEmpty()) {
                    byte[] again = encoded(whole.messages);
                    Received sentAgain = receive(Role.CLIENT, true, List.of(again));
                    assertEquals(whole.messages.stream().map(HEX::formatHex).toList(),
                            sentAgain.messages.stream().map(HEX::formatHex).toList());
                }
            }
        }
    }

    private static Received receive(Role role, boolean deflate, List<byte[]> pieces) {
        Received received = new Received();
        try (MessageInflater inflater = deflate ? new MessageInflater(true) : null) {
            MessageReader reader = new MessageReader(role, inflater, MAX_MESSAGE, received,
                    Frame.Observer.NONE);
            byte[] kept = {};
            for (byte[] piece : pieces) {
                byte[] bytes = Arrays.copyOf(kept, kept.length + piece.length);
                System.arraycopy(piece, 0, bytes, kept.length, piece.length);
                int consumed = reader.feed(bytes, 0, bytes.length);
                kept = Arrays.copyOfRange(bytes, consumed, bytes.length);
                assertTrue(kept.length < FrameHeader.MAX_LENGTH, "more than a header is kept");
            }
            received.events.add("kept " + kept.length);
        } catch (WebSocketException e) {
            received.events.add("violation " + e.closeCode()); // of two in one message either may be noticed first
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return received;
    }

    private static byte[] encoded(List<byte[]> messages) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        try (MessageDeflater deflater = new MessageDeflater(true, MessageDeflater.FULL_WINDOW_BITS)) {
            for (byte[] message : messages) {
                int length = deflater.deflate(message, 0, message.length);
                frames.writeBytes(
                        new Frame(FrameHeader.FIN | FrameHeader.RSV1, Opcode.BINARY.code(), false, 0,
                                Arrays.copyOf(deflater.bytes(), length)).encode());
            }
        }
        return frames.toByteArray();
    }
}
