package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.OutboundQueue;
import netkit.testing.Allocation;

/** The frames that a sender writes, and their order. */
@Timeout(60)
class FrameSenderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Records what is written and in how many writes; a write needs a permit of {@code permits} to complete. */
    private static final class RecordedOutput extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Semaphore permits = new Semaphore(1_000_000);
        private final Semaphore started = new Semaphore(0);
        private volatile int writes;

        @Override
        public void write(byte[] source, int from, int length) {
            started.release();
            permits.acquireUninterruptibly();
            if (length > 0) {
                writes++;
            }
            bytes.write(source, from, length);
        }

        @Override
        public void write(int one) {
            throw new AssertionError("writing single bytes is slow");
        }
    }

    private final RecordedOutput wire = new RecordedOutput();

    private FrameSender sender(Role role, int limit, MessageDeflater deflater) {
        queue = new OutboundQueue(wire, limit, e -> {
            throw new AssertionError(e);
        });
        AtomicInteger keys = new AtomicInteger(Wire.KEY);
        return new FrameSender(role, queue, deflater, keys::get, FrameTrace.of(Frame.Observer.NONE));
    }

    private OutboundQueue queue;

    private byte[] written() throws InterruptedException {
        assertTrue(queue.awaitWritten(TIMEOUT));
        return wire.bytes.toByteArray();
    }

    private static boolean sendText(FrameSender sender, String text) {
        byte[] bytes = Wire.utf8(text);
        return sender.send(Opcode.TEXT, bytes, 0, bytes.length);
    }

    private static boolean replyText(FrameSender sender, String text) throws IOException {
        byte[] bytes = Wire.utf8(text);
        return sender.reply(Opcode.TEXT, bytes, 0, bytes.length);
    }

    private static void close(FrameSender sender, int code) {
        sender.close(new CloseStatus(code, ""), false, () -> {});
    }

    @Test
    void clientMasksAndServerDoesNot() throws Exception {
        sendText(sender(Role.SERVER, 1000, null), "Hello");
        assertArrayEquals(Wire.hex("8105 48656c6c6f"), written());
        wire.bytes.reset();
        sendText(sender(Role.CLIENT, 1000, null), "Hello");
        assertArrayEquals(Wire.hex("8185 37fa213d 7f9f4d5158"), written(), "RFC 6455 §5.7");
    }

    @Test
    void framesOfTheReadingThreadAreWrittenTogetherOnFlush() throws Exception {
        FrameSender sender = sender(Role.SERVER, 100_000, null);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) {
            assertTrue(replyText(sender, "message " + i));
            expected.writeBytes(Wire.server(Wire.TEXT, "message " + i));
        }
        assertEquals(0, wire.writes);
        sender.flush();
        sender.flush();

        assertArrayEquals(expected.toByteArray(), written());
        assertEquals(1, wire.writes);
    }

    @Test
    void largePayloadsAreWrittenInOrderWithoutGathering() throws Exception {
        FrameSender sender = sender(Role.SERVER, 1000, null);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int size : new int[] {40_000, 25_000, 40_000, 300_000, 3_000_000, 10}) {
            byte[] payload = new byte[size];
            Arrays.fill(payload, (byte) size);
            assertTrue(sender.reply(Opcode.BINARY, payload, 0, size));
            expected.writeBytes(Wire.server(Wire.BINARY, payload));
        }
        sender.flush();

        assertArrayEquals(expected.toByteArray(), written());
    }

    @Test
    void noFrameFollowsACloseFrame() throws Exception {
        FrameSender sender = sender(Role.SERVER, 1000, null);
        close(sender, 1000);
        close(sender, 1001);
        assertFalse(sendText(sender, "late"));
        assertFalse(sender.send(new Frame(0x80, 1, false, 0, new byte[0])));
        assertFalse(replyText(sender, "late"));
        sender.flush();

        assertArrayEquals(Wire.hex("8802 03e8"), written());
    }

    @Test
    void noFrameFollowsARawCloseFrame() throws Exception {
        FrameSender sender = sender(Role.SERVER, 1000, null);
        sender.close(new Frame(0x80, 8, false, 0, Wire.hex("03ed")).encode(), false, () -> {});
        assertFalse(sendText(sender, "late"));
        sender.reply(Opcode.PONG, new byte[0], 0, 0);
        sender.flush();
        close(sender, 1000);

        assertArrayEquals(Wire.hex("8802 03ed"), written());
    }

    @Test
    void gatheredFramesPrecedeTheCloseFrame() throws Exception {
        FrameSender sender = sender(Role.SERVER, 1000, null);
        replyText(sender, "bye");
        sender.send(new Frame(0xF0, 3, true, 0, new byte[0]));
        replyText(sender, "bye");
        close(sender, 1000);

        assertArrayEquals(Wire.hex("8103 627965 f380 00000000 8103 627965 8802 03e8"), written());
    }

    @Test
    void gatheredFramesPrecedeTheCloseFrameOfAnotherThread() throws Exception {
        FrameSender sender = sender(Role.SERVER, 1000, null);
        assertTrue(replyText(sender, "one"));
        assertTrue(replyText(sender, "two"));
        assertTrue(Thread.ofVirtual().start(() -> close(sender, 1000)).join(TIMEOUT));
        assertFalse(replyText(sender, "late"));
        sender.flush();

        assertArrayEquals(Wire.hex("8103 6f6e65 8103 74776f 8802 03e8"), written());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void frameBeingWrittenPrecedesTheCloseFrameOfAnotherThread(int size) throws Exception {
        FrameSender sender = sender(Role.SERVER, 1000, null);
        byte[] payload = new byte[size];
        wire.permits.drainPermits();
        AtomicReference<Boolean> sent = new AtomicReference<>();
        Thread reading = Thread.ofVirtual().start(() -> {
            try {
                sent.set(sender.reply(Opcode.BINARY, payload, 0, size));
                sender.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        wire.started.acquire();
        assertTrue(Thread.ofVirtual().start(() -> close(sender, 1000)).join(TIMEOUT),
                "closing must not wait for the peer");
        wire.permits.release(1_000_000);
        assertTrue(reading.join(TIMEOUT));

        assertTrue(sent.get());
        assertArrayEquals(Wire.join(Wire.server(Wire.BINARY, payload), Wire.hex("8802 03e8")), written());
    }

    @Test
    void closeDiscardingDiscardsGatheredFrames() throws Exception {
        FrameSender sender = sender(Role.SERVER, 1000, null);
        assertTrue(replyText(sender, "never read"));
        sender.close(new CloseStatus(1008, ""), true, () -> {});
        sender.flush();

        assertArrayEquals(Wire.hex("8802 03f0"), written());
    }

    @Test
    void fullQueueRejectsAMessageAndStaysOpen() throws Exception {
        FrameSender sender = sender(Role.SERVER, 100, null);
        wire.permits.drainPermits();
        assertTrue(sendText(sender, "x".repeat(90)));
        assertFalse(sendText(sender, "y".repeat(90)));
        wire.permits.release(1_000_000);

        assertTrue(queue.awaitWritten(TIMEOUT));
        assertTrue(sendText(sender, "z"));
        assertArrayEquals(Wire.join(Wire.server(Wire.TEXT, "x".repeat(90)), Wire.server(Wire.TEXT, "z")),
                written());
    }

    @Test
    void rejectedCompressedMessageResetsTheDeflateContext() throws Exception {
        FrameSender sender = sender(Role.SERVER, 60, new MessageDeflater(true, 15));
        wire.permits.drainPermits();
        String incompressible = "jzqxkvbwfy0123456789ABCDEFGHIJKLMNOPQRSTUVW";
        assertTrue(sendText(sender, incompressible));
        wire.started.acquire();
        assertFalse(sendText(sender, "another that does not fit: 9876543210zyxwvutsrqponmlkjihgfedcba"));
        wire.permits.release(1_000_000);
        assertTrue(queue.awaitWritten(TIMEOUT));
        assertTrue(sendText(sender, "does not fit: 98765"));
        byte[] bytes = written();

        StringBuilder received = new StringBuilder();
        try (MessageInflater inflater = new MessageInflater(true)) {
            MessageReader reader = new MessageReader(Role.CLIENT, inflater, 1000, new MessageReader.Sink() {
                @Override
                public void message(Opcode type, byte[] message, int from, int length) {
                    received.append(new String(message, from, length)).append('\n');
                }

                @Override
                public void ping(byte[] payload, int from, int length) {}

                @Override
                public void pong(byte[] payload, int from, int length) {}

                @Override
                public void close(CloseStatus status) {}
            }, Frame.Observer.NONE);
            reader.feed(bytes, 0, bytes.length);
        }
        assertEquals(incompressible + "\ndoes not fit: 98765\n", received.toString());
    }

    @Test
    void nothingIsSentAfterRelease() throws Exception {
        MessageDeflater deflater = new MessageDeflater(true, 15);
        FrameSender sender = sender(Role.SERVER, 1000, deflater);
        assertTrue(sendText(sender, "in time"));
        close(sender, 1000);
        sender.release();

        assertFalse(sendText(sender, "late"));
    }

    @Test
    void warmEchoAllocatesNothing() throws Exception {
        for (int size : new int[] {0, 20, 125, 16_384, 1 << 20}) {
            byte[] frames = Wire.join(Wire.client(Wire.BINARY, new byte[size]),
                    Wire.client(Wire.TEXT, new byte[size]),
                    Wire.client(Wire.PING, new byte[Math.min(size, 125)]));
            byte[] input = frames.clone();
            OutboundQueue discarding = new OutboundQueue(OutputStream.nullOutputStream(), 1000, e -> {
                throw new AssertionError(e);
            });
            FrameSender sender = new FrameSender(Role.SERVER, discarding, null, () -> 0,
                    FrameTrace.of(Frame.Observer.NONE));
            MessageReader reader = new MessageReader(Role.SERVER, null, 16 << 20, new EchoSink(sender),
                    Frame.Observer.NONE);
            int rounds = size > 100_000 ? 20 : 2000;
            long before = 0;
            for (int round = 0; round < 2 * rounds; round++) {
                if (round == rounds) {
                    before = Allocation.ofThisThread();
                }
                System.arraycopy(frames, 0, input, 0, frames.length);
                reader.feed(input, 0, input.length);
                sender.flush();
            }

            long allocated = Allocation.ofThisThread() - before;
            assertTrue(allocated < rounds,
                    allocated + " bytes for " + rounds + " rounds of " + size + " bytes");
        }
    }

    @Test
    void warmEchoOfPiecesAllocatesNothing() throws Exception {
        byte[] fragments = Wire.join(Wire.client(0x02, new byte[5000]), Wire.client(0x00, new byte[5000]),
                Wire.client(0x80, new byte[5000]));
        assertEchoOfPiecesAllocatesNothing(fragments, 1460, 1000);
        assertEchoOfPiecesAllocatesNothing(Wire.client(Wire.BINARY, new byte[1 << 20]), 65_536, 20);
    }

    private static void assertEchoOfPiecesAllocatesNothing(byte[] frames, int piece, int rounds)
            throws IOException {
        OutboundQueue discarding = new OutboundQueue(OutputStream.nullOutputStream(), 1000, e -> {
            throw new AssertionError(e);
        });
        FrameSender sender = new FrameSender(Role.SERVER, discarding, null, () -> 0,
                FrameTrace.of(Frame.Observer.NONE));
        MessageReader reader = new MessageReader(Role.SERVER, null, 16 << 20, new EchoSink(sender),
                Frame.Observer.NONE);
        byte[] input = frames.clone();
        long before = 0;
        for (int round = 0; round < 2 * rounds; round++) {
            if (round == rounds) {
                before = Allocation.ofThisThread();
            }
            System.arraycopy(frames, 0, input, 0, frames.length);
            for (int at = 0; at < input.length;) {
                at += reader.feed(input, at, Math.min(input.length, at + piece));
            }
            sender.flush();
        }

        long allocated = Allocation.ofThisThread() - before;
        assertTrue(allocated < 1000, allocated + " bytes for " + rounds + " rounds of " + frames.length
                + " bytes in pieces of " + piece);
    }

    @Test
    void replyIsNeverObservedBeforeTheFrameItRepliesTo() throws Exception {
        for (int round = 0; round < 2000; round++) {
            StringBuffer order = new StringBuffer();
            FrameTrace trace = FrameTrace.of(new Frame.Observer() {
                @Override
                public void sent(Frame frame) {
                    order.append(frame.opcode() == Opcode.CLOSE ? "close " : "ping ");
                }

                @Override
                public void received(Frame frame) {
                    order.append("reply ");
                }

                @Override
                public void violation(WebSocketException violation) {
                    order.append(violation.getMessage());
                }
            });
            OutputStream repliesAtOnce = new OutputStream() {
                @Override
                public void write(byte[] bytes, int from, int length) {
                    trace.received(Frame.decode(Wire.server(Wire.PONG, ""), 0, 2));
                }

                @Override
                public void write(int one) {
                    throw new AssertionError();
                }
            };
            queue = new OutboundQueue(repliesAtOnce, 1000, _ -> {});
            FrameSender sender = new FrameSender(Role.CLIENT, queue, null, () -> 0, trace);
            assertTrue(sender.send(Opcode.PING, new byte[0], 0, 0));
            assertTrue(queue.awaitWritten(TIMEOUT));
            close(sender, 1000);
            assertTrue(queue.awaitWritten(TIMEOUT));
            trace.dispatch();
            assertEquals("ping reply close reply ", order.toString(), "round " + round);
        }
    }
}
