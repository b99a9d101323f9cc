package netkit.cli.sio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * The output of {@code sio-client --trace}: everything on the wire, layer by layer: an HTTP request or WebSocket frame,
 * the Engine.IO packets in it, the Socket.IO packets in those, and their events. {@code >} marks sent, {@code <}
 * received data.
 */
final class SioTrace implements EngineTrace {
    static final int WIDTH = 100;
    /** Column at which the content of a layer starts. */
    private static final int CONTENT = 26;
    /** Separator of the packets in a body (Engine.IO v4, "Packet encoding: HTTP long-polling"). */
    private static final String SEPARATOR = "\u001e";

    private final Consumer<String> out;
    private final Map<RequestHead, Integer> requests = new IdentityHashMap<>();
    private int requestCount;
    private PacketDecoder sentPackets = new PacketDecoder();
    private PacketDecoder receivedPackets = new PacketDecoder();
    /** Packets whose frames are about to be sent. */
    private final ArrayDeque<EnginePacket> outgoing = new ArrayDeque<>();
    /** Line of the received frame whose packet is about to be reported. */
    private List<String> incoming = List.of();

    /** @param out receives groups of lines that belong together, separated by line ends */
    SioTrace(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void request(RequestHead head, String body) {
        if (!head.query().contains("sid=")) {
            startDecoders(); // a new session
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
    public void response(RequestHead request, ResponseHead head, String body) {
        List<String> lines = new ArrayList<>();
        String status = "< HTTP " + Objects.requireNonNullElse(requests.remove(request), "?") + "  "
                + head.status() + " " + head.reason();
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
                lines.add("  invalid Engine.IO packet: " + e.getMessage());
            }
        }
    }

    /** Called before the frame of the packet; packets over polling are reported with their requests. */
    @Override
    public void sent(EngineTransport transport, EnginePacket packet) {
        if (transport == EngineTransport.WEBSOCKET) {
            outgoing.add(packet);
        }
    }

    @Override
    public void frameSent(Frame frame) {
        List<String> lines = new ArrayList<>(List.of("> " + describe(frame)));
        if (isData(frame) && !outgoing.isEmpty()) {
            addPacket(lines, outgoing.remove(), sentPackets);
        }
        print(lines);
    }

    /** Called before the packet in the frame. */
    @Override
    public void frameReceived(Frame frame) {
        flush();
        if (isData(frame) && frame.isFinal()) {
            incoming = List.of("< " + describe(frame));
        } else {
            print(List.of("< " + describe(frame)));
        }
    }

    @Override
    public void received(EngineTransport transport, EnginePacket packet) {
        if (transport == EngineTransport.WEBSOCKET) {
            List<String> lines = new ArrayList<>(incoming);
            incoming = List.of();
            addPacket(lines, packet, receivedPackets);
            print(lines);
        }
    }

    @Override
    public void closed(CloseReason reason, String detail) {
        flush();
        print(List.of("* Engine.IO session closed: " + reason
                + (detail.isEmpty() ? "" : ", " + detail)));
    }

    @Override
    public void dropped(int events) {
        flush();
        outgoing.clear();
        startDecoders();
        print(List.of("* " + Numbers.counted(events, "event")
                + " not traced: the output was not read fast enough"));
    }

    private void startDecoders() {
        sentPackets = new PacketDecoder();
        receivedPackets = new PacketDecoder();
    }

    private void flush() {
        print(incoming);
        incoming = List.of();
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
                + (frame.isFinal() ? "" : ", more fragments follow") + ", " + bytes(frame.payloadLength())
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
                    SioArguments.event(event.name(), event.arguments()) + ackId(event.id())));
            case Packet.Ack ack -> lines.add(layer(3, "acknowledgement" + where,
                    SioArguments.values(ack.values()) + ackId(ack.id())));
            case Packet.Connect _ -> lines.add(layer(3, "connect", packet.namespace()));
            case Packet.Disconnect _ -> lines.add(layer(3, "disconnect", packet.namespace()));
            case Packet.ConnectError _ -> lines.add(layer(3, "connect error", packet.namespace()));
        }
    }

    private static String ackId(OptionalLong id) {
        return id.isEmpty() ? "" : "  (ack id " + id.getAsLong() + ")";
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
