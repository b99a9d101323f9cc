package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.websocket.Frame;

/** The trace of a session at both ends, on every layer. */
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
        RecordingTrace clientTrace = new RecordingTrace();
        RecordingTrace serverTrace = new RecordingTrace();
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT.withTrace(serverTrace))) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(URI.create("http://127.0.0.1:" + server.port()),
                    EngineClientOptions.DEFAULT.withTrace(clientTrace), received);
            assertEquals("opened", received.next());
            while (socket.transport() != EngineTransport.WEBSOCKET) {
                Thread.sleep(5);
            }
            socket.sendText("hello");
            assertEquals("text hello", received.next());
            socket.close();
            assertEquals("closed forced close", received.next());
            server.awaitEnd(socket.id());
        }
        String clientLines = String.join("\n", clientTrace.lines);
        for (String line : List.of("GET /engine.io/?EIO=4&transport=polling", "GET answered 200 0{…}",
                "received over polling 0{…}", "GET /engine.io/?EIO=4&transport=polling&sid=…",
                "GET /engine.io/?EIO=4&transport=websocket&sid=…", "GET answered 101",
                "sent over websocket 2probe", "frame sent TEXT 2probe", "received over websocket 3probe",
                "GET answered 200 6", "received over polling 6", "sent over websocket 5",
                "sent over websocket 4hello", "frame sent TEXT 4hello", "frame received TEXT 4hello",
                "received over websocket 4hello", "closed forced close: closed by this client")) {
            assertTrue(clientTrace.lines.contains(line),
                    () -> "'" + line + "' is missing in\n" + clientLines);
        }
        String serverLines = String.join("\n", serverTrace.lines);
        for (String line : List.of("GET /engine.io/?EIO=4&transport=polling", "sent over polling 0{…}",
                "GET answered 200 0{…}", "received over websocket 2probe", "sent over websocket 3probe",
                "sent over polling 6", "GET answered 200 6", "received over websocket 4hello",
                "frame received TEXT 4hello",
                "closed transport close: the WebSocket connection was closed: 1005")) {
            assertTrue(serverTrace.lines.contains(line),
                    () -> "'" + line + "' is missing in\n" + serverLines);
        }
    }

    @Test
    void traceShowsEveryPost() throws Exception {
        RecordingTrace clientTrace = new RecordingTrace();
        RecordingTrace serverTrace = new RecordingTrace();
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT.withTrace(serverTrace))) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket socket = EngineClient.connect(URI.create("http://127.0.0.1:" + server.port()),
                    EngineClientOptions.DEFAULT.withTransports(EngineTransport.POLLING)
                            .withTrace(clientTrace),
                    received);
            socket.sendText("hello");
            assertEquals("opened", received.next());
            assertEquals("text hello", received.next());
            socket.close();
            assertEquals("closed forced close", received.next());
            assertEquals("transport close", server.awaitEnd(socket.id()));
        }
        for (RecordingTrace one : List.of(clientTrace, serverTrace)) {
            String clientLines = String.join("\n", one.lines);
            for (String line : List.of("POST /engine.io/?EIO=4&transport=polling&sid=… 4hello",
                    "POST answered 200 ok", "POST /engine.io/?EIO=4&transport=polling&sid=… 1")) {
                assertTrue(one.lines.contains(line), () -> "'" + line + "' is missing in\n" + clientLines);
            }
        }
    }
}
