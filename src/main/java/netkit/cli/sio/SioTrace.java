package netkit.cli.sio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import netkit.cli.ws.FrameLines;
import netkit.engineio.CloseReason;
import netkit.engineio.EngineException;
import netkit.engineio.EnginePacket;
import netkit.engineio.EngineTrace;
import netkit.engineio.EnginePacketType;
import netkit.engineio.EngineTransport;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.net.PrintableText;
import netkit.report.Numbers;
import netkit.socketio.Packet;
import netkit.socketio.PacketDecoder;
import netkit.socketio.PacketException;
import netkit.websocket.Frame;
import netkit.websocket.Opcode;

/**
 * What went over the wire, layer by layer, as {@code sio-client --trace} prints it: an HTTP request or a WebSocket frame,
 * in it Engine.IO packets, in these Socket.IO packets, in these events. {@code >} was sent, {@code <} was received.
 */
final class SioTrace implements EngineTrace {
    static final int WIDTH = 100;
    /** Where the content of a layer begins. */
    private static final int CONTENT = 26;
    /** Between the packets in a body (Engine.IO v4, "Packet encoding: HTTP long-polling"). */
    private static final String SEPARATOR = "\u001e";

    private final Consumer<String> out;
    private final Map<RequestHead, Integer> requests = new IdentityHashMap<>();
    private int requestCount;
    private PacketDecoder sentPackets = new PacketDecoder();
    private PacketDecoder receivedPackets = new PacketDecoder();
    /** Packets whose frames come next. */
    private final ArrayDeque<EnginePacket> leaving = new ArrayDeque<>();
    /** The frame whose packet comes next. */
    private List<String> arriving = List.of();

    /** @param out takes lines that belong together, with line ends between them */
    SioTrace(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public synchronized void request(RequestHead head, String body) {
        if (!head.query().contains("sid=")) {
            sentPackets = new PacketDecoder(); // a new session begins
            receivedPackets = new PacketDecoder();
        }
        requests.put(head, ++requestCount);
        boolean upgrade = head.headers().first("Upgrade").isPresent();
        List<String> lines = new ArrayList<>();
        lines.add("> HTTP " + requestCount + "  " + head.method() + " " + head.target()
                + (upgrade ? ", Upgrade: websocket" : body.isEmpty() ? "" : ", " + bytes(size(body))));
        addPayload(lines, body, sentPackets);
        print(lines);
    }

    @Override
    public synchronized void response(RequestHead request, ResponseHead head, String body) {
        List<String> lines = new ArrayList<>();
        String status = "< HTTP " + requests.remove(request) + "  " + head.status() + " " + head.reason();
        if (head.status() == 200 && request.method().equals("GET")) {
            lines.add(status + ", " + bytes(size(body)));
            addPayload(lines, body, receivedPackets);
        } else {
            lines.add(status + (body.isBlank() ? "" : ", " + body.strip()));
        }
        print(lines);
    }

    private void addPayload(List<String> lines, String body, PacketDecoder decoder) {
        if (body.isEmpty()) {
            return;
        }
        for (String text : body.split(SEPARATOR, -1)) {
            try {
                addPacket(lines, EnginePacket.decode(text), decoder);
            } catch (EngineException e) {
                lines.add("  not Engine.IO: " + e.getMessage());
            }
        }
    }

    /** Told before the frame that carries it; what is polled is told by its requests. */
    @Override
    public synchronized void sent(EngineTransport transport, EnginePacket packet) {
        if (transport == EngineTransport.WEBSOCKET) {
            leaving.add(packet);
        }
    }

    @Override
    public synchronized void frameSent(Frame frame) {
        List<String> lines = new ArrayList<>(List.of("> " + describe(frame)));
        if (isData(frame) && !leaving.isEmpty()) {
            addPacket(lines, leaving.remove(), sentPackets);
        }
        print(lines);
    }

    /** Told before the packet that it carries. */
    @Override
    public synchronized void frameReceived(Frame frame) {
        flush();
        if (isData(frame) && frame.isFinal()) {
            arriving = List.of("< " + describe(frame));
        } else {
            print(List.of("< " + describe(frame)));
        }
    }

    @Override
    public synchronized void received(EngineTransport transport, EnginePacket packet) {
        if (transport == EngineTransport.WEBSOCKET) {
            List<String> lines = new ArrayList<>(arriving);
            arriving = List.of();
            addPacket(lines, packet, receivedPackets);
            print(lines);
        }
    }

    @Override
    public synchronized void closed(CloseReason reason, String detail) {
        flush();
        print(List.of("* the Engine.IO session is over: " + reason
                + (detail.isEmpty() ? "" : ", " + detail)));
    }

    private void flush() {
        print(arriving);
        arriving = List.of();
    }

    private static boolean isData(Frame frame) {
        return switch (frame.opcode()) {
            case TEXT, BINARY, CONTINUATION -> true;
            case CLOSE, PING, PONG -> false;
            case null -> false;
        };
    }

    private static String describe(Frame frame) {
        Opcode opcode = frame.opcode();
        return "WebSocket  " + (opcode == null ? "reserved" : FrameLines.name(opcode)) + " frame"
                + (frame.isFinal() ? "" : ", more follow") + ", " + bytes(frame.payloadLength())
                + (frame.masked() ? ", masked" : "");
    }

    private static int size(String body) {
        return body.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String bytes(long count) {
        return Numbers.counted(count, "byte");
    }

    private static void addPacket(List<String> lines, EnginePacket packet, PacketDecoder decoder) {
        switch (packet) {
            case EnginePacket.Text(EnginePacketType type, String data) -> {
                lines.add(layer(1, "Engine.IO " + type.digit() + " " + type, data));
                if (type == EnginePacketType.MESSAGE) {
                    addSocketIo(lines, data, decoder);
                }
            }
            case EnginePacket.Binary(byte[] data) -> {
                lines.add(layer(1, "Engine.IO binary", SioArguments.values(List.of(data))));
                lines.add(layer(2, "Socket.IO attachment", ""));
                try {
                    decoder.binary(data).ifPresent(whole -> addMeaning(lines, whole));
                } catch (PacketException e) {
                    lines.add(layer(2, "not Socket.IO", e.getMessage()));
                }
            }
        }
    }

    private static void addSocketIo(List<String> lines, String text, PacketDecoder decoder) {
        try {
            Optional<Packet> packet = decoder.text(text);
            lines.add(layer(2, "Socket.IO " + text.charAt(0) + " " + name(text), text.substring(1)));
            packet.ifPresent(whole -> addMeaning(lines, whole));
        } catch (PacketException e) {
            lines.add(layer(2, "not Socket.IO", e.getMessage()));
        }
    }

    private static String name(String text) {
        return netkit.socketio.PacketType.values()[text.charAt(0) - '0'].name();
    }

    private static void addMeaning(List<String> lines, Packet packet) {
        String where = packet.namespace().equals(Packet.MAIN) ? "" : " in " + packet.namespace();
        switch (packet) {
            case Packet.Event event -> lines.add(layer(3, "event" + where,
                    SioArguments.event(event.name(), event.arguments()) + wanted(event.id())));
            case Packet.Ack ack -> lines.add(layer(3, "answer" + where,
                    SioArguments.values(ack.values())
                            + (ack.id().isEmpty() ? "" : " to " + ack.id().getAsLong())));
            case Packet.Connect _ -> lines.add(layer(3, "namespace", packet.namespace()));
            case Packet.Disconnect _ -> lines.add(layer(3, "out of namespace", packet.namespace()));
            case Packet.ConnectError _ -> lines.add(layer(3, "not into namespace", packet.namespace()));
        }
    }

    private static String wanted(OptionalLong id) {
        return id.isEmpty() ? "" : "  (wants answer " + id.getAsLong() + ")";
    }

    private static String layer(int depth, String title, String content) {
        String line = "  ".repeat(depth) + title;
        return content.isEmpty() ? line : line + " ".repeat(Math.max(2, CONTENT - line.length())) + content;
    }

    private void print(List<String> lines) {
        if (!lines.isEmpty()) {
            out.accept(lines.stream().map(SioTrace::fitting).reduce((a, b) -> a + "\n" + b).orElseThrow());
        }
    }

    private static String fitting(String line) {
        String safe = PrintableText.escapeControls(line);
        return safe.length() <= WIDTH ? safe : safe.substring(0, WIDTH - 1) + "…";
    }
}
