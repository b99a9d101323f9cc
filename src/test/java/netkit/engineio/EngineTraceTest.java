package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.net.SerialExecutor;
import netkit.testing.Leftovers;
import netkit.testing.ManualScheduler;
import netkit.websocket.Frame;

/** The trace of a client, on every layer. */
@Timeout(60)
class EngineTraceTest {
    private static final class RecordingTrace implements EngineTrace {
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void request(RequestHead head, String body) {
            lines.add((head.method() + " " + head.target().replaceAll("&sid=[^&]+", "&sid=…") + " " + body)
                    .strip());
        }

        @Override
        public void response(RequestHead request, ResponseHead head, String body) {
            lines.add((request.method() + " answered " + head.status() + " " + hidden(body)).strip());
        }

        @Override
        public void frameSent(Frame frame) {
            lines.add("frame sent " + frame.opcode() + " " + hidden(new String(frame.payload())));
        }

        @Override
        public void frameReceived(Frame frame) {
            lines.add("frame received " + frame.opcode() + " " + hidden(new String(frame.payload())));
        }

        @Override
        public void sent(EngineTransport transport, EnginePacket packet) {
            lines.add("sent over " + transport + " " + hidden(packet.encode()));
        }

        @Override
        public void received(EngineTransport transport, EnginePacket packet) {
            lines.add("received over " + transport + " " + hidden(packet.encode()));
        }

        @Override
        public void closed(CloseReason reason, String detail) {
            lines.add("closed " + reason + ": " + detail);
        }

        private static String hidden(String text) {
            return text.startsWith("0{") ? "0{…}" : text;
        }
    }

    @Test
    void traceShowsEveryLayerOfAnUpgrade() throws Exception {
        RecordingTrace trace = new RecordingTrace();
        TraceQueue queue = new TraceQueue(trace, new SerialExecutor("trace"));
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT)) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(URI.create("http://127.0.0.1:" + server.port()),
                    EngineClientOptions.DEFAULT.withTrace(queue), received);
            assertEquals("opened", received.next());
            Leftovers.await(() -> socket.transport() == EngineTransport.WEBSOCKET,
                    () -> "over " + socket.transport());
            socket.sendText("hello");
            assertEquals("text hello", received.next());
            socket.close();
            assertEquals("closed forced close", received.next());
            server.awaitEnd(socket.id());
        }
        queue.flush();
        String lines = String.join("\n", trace.lines);
        for (String line : List.of("GET /engine.io/?EIO=4&transport=polling", "GET answered 200 0{…}",
                "received over polling 0{…}", "GET /engine.io/?EIO=4&transport=polling&sid=…",
                "GET /engine.io/?EIO=4&transport=websocket&sid=…", "GET answered 101",
                "sent over websocket 2probe", "frame sent TEXT 2probe", "received over websocket 3probe",
                "GET answered 200 6", "received over polling 6", "sent over websocket 5",
                "sent over websocket 4hello", "frame sent TEXT 4hello", "frame received TEXT 4hello",
                "received over websocket 4hello", "closed forced close: closed by this client")) {
            assertTrue(trace.lines.contains(line),
                    () -> "'" + line + "' is missing in\n" + lines);
        }
    }

    @Test
    void traceShowsEveryPost() throws Exception {
        RecordingTrace trace = new RecordingTrace();
        TraceQueue queue = new TraceQueue(trace, new SerialExecutor("trace"));
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT)) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(URI.create("http://127.0.0.1:" + server.port()),
                    EngineClientOptions.DEFAULT.withTransports(EngineTransport.POLLING)
                            .withTrace(queue),
                    received);
            socket.sendText("hello");
            assertEquals("opened", received.next());
            assertEquals("text hello", received.next());
            socket.close();
            assertEquals("closed forced close", received.next());
            assertEquals("transport close", server.awaitEnd(socket.id()));
        }
        queue.flush();
        String lines = String.join("\n", trace.lines);
        for (String line : List.of("POST /engine.io/?EIO=4&transport=polling&sid=… 4hello",
                "POST answered 200 ok", "POST /engine.io/?EIO=4&transport=polling&sid=… 1")) {
            assertTrue(trace.lines.contains(line), () -> "'" + line + "' is missing in\n" + lines);
        }
    }

    /** As with {@code --trace} into a pager that nobody reads. */
    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void traceThatStandsStillDelaysNoSession(EngineTransport transport) throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        BlockingQueue<Integer> gaps = new LinkedBlockingQueue<>();
        TraceQueue queue = new TraceQueue(new EngineTrace() {
            @Override
            public void sent(EngineTransport over, EnginePacket packet) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void dropped(int events) {
                gaps.add(events);
            }
        }, new SerialExecutor("trace"));
        ManualScheduler clock = new ManualScheduler();
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT, clock)) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(URI.create("http://127.0.0.1:" + server.port()),
                    EngineClientOptions.DEFAULT.withTransports(transport).withTrace(queue), received);
            assertEquals("opened", received.next());
            String large = "x".repeat(500_000);
            for (int i = 0; i < 30; i++) {
                clock.advance(EngineServerOptions.DEFAULT.pingInterval()); // a ping; its pong must come in time
                assertTrue(socket.sendText(large));
                assertTrue(received.next().endsWith("x"), "the ping arrived before this echo");
                assertTrue(socket.sendText("y"));
                assertEquals("text y", received.next(), "the pong was sent before this message");
            }
            released.countDown();
            queue.flush();
            assertTrue(gaps.stream().mapToInt(Integer::intValue).sum() > 20, gaps::toString);
            socket.close();
            assertEquals("closed forced close", received.next());
        }
    }
}
