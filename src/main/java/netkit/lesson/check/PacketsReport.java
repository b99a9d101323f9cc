package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import netkit.engineio.EngineException;
import netkit.engineio.EnginePacket;
import netkit.engineio.EnginePacketType;
import netkit.engineio.Payload;
import netkit.lab.script.LabSyntaxException;
import netkit.socketio.JsonValues;
import netkit.socketio.Packet;
import netkit.socketio.PacketDecoder;
import netkit.socketio.PacketException;

/**
 * Whether a program has printed the packets of a file of messages, one line for each: {@code ann client event namespace=/
 * id=13 data=["hello"]}. What is right, the decoders of Engine.IO and Socket.IO say. Without files and processes; not
 * thread-safe.
 */
public final class PacketsReport {
    /** A packet, and the messages that it was in. */
    private record Expected(PrintedPacket packet, List<Integer> messages) {}

    /** One direction of a session: a packet and its attachments follow each other in it. */
    private static final class Stream {
        private final PacketDecoder decoder = new PacketDecoder();
        private final List<byte[]> attachments = new ArrayList<>();
        private List<Integer> messages = new ArrayList<>();
    }

    private final List<SessionMessage> messages;
    private final List<Expected> packets = new ArrayList<>();
    private final Map<String, Stream> streams = new HashMap<>();

    /** @throws LabSyntaxException if a message is not of a session of Socket.IO */
    public PacketsReport(List<SessionMessage> messages) {
        this.messages = List.copyOf(messages);
        for (int i = 0; i < messages.size(); i++) {
            try {
                add(i, messages.get(i));
            } catch (EngineException | PacketException e) {
                throw new LabSyntaxException(1, "message " + (i + 1) + ", '" + messages.get(i).line() + "': "
                        + e.getMessage());
            }
        }
    }

    private void add(int index, SessionMessage message) throws EngineException, PacketException {
        if (message.binary()) {
            socketPacket(index, message, EnginePacket.message(message.bytes()));
            return;
        }
        List<String> texts = message.transport().equals("polling") ? Payload.split(message.text())
                : List.of(message.text());
        for (String text : texts) {
            EnginePacket packet = EnginePacket.decode(text);
            if (packet.type() == EnginePacketType.MESSAGE) {
                socketPacket(index, message, packet);
            } else {
                Map<String, String> fields = new LinkedHashMap<>();
                String data = ((EnginePacket.Text) packet).data();
                if (!data.isEmpty()) {
                    fields.put(PrintedPacket.DATA, data);
                }
                packets.add(new Expected(new PrintedPacket(message.session(), message.sender(),
                        packet.type().toString(), fields), List.of(index)));
            }
        }
    }

    private void socketPacket(int index, SessionMessage message, EnginePacket packet) throws PacketException {
        Stream stream = streams.computeIfAbsent(message.session() + " " + message.sender(),
                _ -> new Stream());
        stream.messages.add(index);
        Optional<Packet> decoded = switch (packet) {
            case EnginePacket.Text(_, String text) -> stream.decoder.text(text);
            case EnginePacket.Binary(byte[] bytes) -> {
                stream.attachments.add(bytes);
                yield stream.decoder.binary(bytes);
            }
        };
        if (decoded.isPresent()) {
            packets.add(new Expected(printed(message, decoded.get(), stream.attachments), stream.messages));
            stream.messages = new ArrayList<>();
            stream.attachments.clear();
        }
    }

    private static PrintedPacket printed(SessionMessage message, Packet packet, List<byte[]> attachments) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(PrintedPacket.NAMESPACE, packet.namespace());
        String binary = attachments.isEmpty() ? "" : "binary-";
        Object data = null;
        String type = switch (packet) {
            case Packet.Connect(_, var payload) -> {
                data = payload.isEmpty() ? null : payload;
                yield "connect";
            }
            case Packet.Disconnect _ -> "disconnect";
            case Packet.Event(_, var id, var values) -> {
                id.ifPresent(number -> fields.put(PrintedPacket.ID, Long.toString(number)));
                data = values;
                yield binary + "event";
            }
            case Packet.Ack(_, var id, var values) -> {
                id.ifPresent(number -> fields.put(PrintedPacket.ID, Long.toString(number)));
                data = values;
                yield binary + "ack";
            }
            case Packet.ConnectError(_, var payload) -> {
                data = payload;
                yield "connect-error";
            }
        };
        if (!attachments.isEmpty()) {
            fields.put(PrintedPacket.ATTACHMENTS, attachments.stream().map(HexFormat.of()::formatHex)
                    .collect(Collectors.joining(",")));
        }
        if (data != null) {
            fields.put(PrintedPacket.DATA, json(data, attachments));
        }
        return new PrintedPacket(message.session(), message.sender(), type, fields);
    }

    private static String json(Object data, List<byte[]> attachments) {
        return JsonValues.write(data, bytes -> {
            Map<String, Object> placeholder = new LinkedHashMap<>();
            placeholder.put("_placeholder", true);
            placeholder.put("num", (long) IntStream.range(0, attachments.size())
                    .filter(i -> attachments.get(i) == bytes).findFirst().orElse(0));
            return placeholder;
        });
    }

    /** Returns the lines that the program must print. */
    public String report() {
        return packets.stream().map(one -> one.packet.line() + "\n").collect(Collectors.joining());
    }

    /**
     * Returns what is wrong in the output. Its field is {@code no lines}, {@code missing}, {@code extra}, {@code early},
     * {@code order}, {@code too many}, {@code format}, {@code type}, or the name of a field, perhaps with {@code missing},
     * {@code extra} or {@code of another}.
     *
     * @param printed all output; lines that do not begin with the name of a session are ignored
     * @param names is given {@code message}: the first message of the packet that is wrong
     */
    public Optional<ReportProblem> problem(String printed, Names names) {
        Set<String> sessions = messages.stream().map(SessionMessage::session).collect(Collectors.toSet());
        List<String> lines = printed.lines().map(String::strip)
                .filter(line -> sessions.contains(line.split(" ", 2)[0])).toList();
        for (int i = 0; i < packets.size(); i++) {
            Expected right = packets.get(i);
            if (i >= lines.size()) {
                names.set("message", messages.get(right.messages.getFirst()).bytes());
                return Optional.of(i == 0
                        ? problem("no lines", right, "", "the output has no line about a packet")
                        : problem("missing", right, "", "the output ends after " + lines(i)
                                + "; the file has " + packets.size() + " packets"));
            }
            Optional<PrintedPacket> line = PrintedPacket.of(lines.get(i));
            if (line.isPresent() && right.packet.says(line.get())) {
                continue;
            }
            names.set("message", messages.get(right.messages.getFirst()).bytes());
            return Optional.of(line.isEmpty()
                    ? problem("format", right, lines.get(i), "this line is not of the form"
                            + " SESSION SENDER TYPE namespace=… id=… attachments=… data=…")
                    : difference(i, line.get(), lines));
        }
        return lines.size() > packets.size()
                ? Optional.of(new ReportProblem("too many", "", lines.get(packets.size()), "the file has "
                        + packets.size() + " packets, and there are more lines than that", List.of()))
                : Optional.empty();
    }

    private static String lines(int count) {
        return count + (count == 1 ? " line" : " lines");
    }

    private ReportProblem problem(String field, Expected right, String received, String message) {
        List<String> picture = right.messages.stream()
                .map(index -> "line " + (index + 1) + ":  "
                        + messages.get(index).line().replace('\u001e', '␞'))
                .toList();
        return new ReportProblem(field, right.packet.line(), received, message, picture);
    }

    private ReportProblem difference(int at, PrintedPacket line, List<String> lines) {
        Expected right = packets.get(at);
        String text = lines.get(at);
        if (right.packet.isOfSameStream(line) && right.packet.type().equals(line.type())) {
            return inFields(right, line, text);
        }
        List<Expected> later = packets.subList(at + 1, packets.size());
        if (later.stream().anyMatch(other -> other.packet.says(line))) {
            return problem("missing", right, text,
                    "the line of a packet is missing: a later one stands there");
        }
        if (at + 1 < lines.size()
                && PrintedPacket.of(lines.get(at + 1)).filter(right.packet::says).isPresent()) {
            return problem("extra", right, text, "there is a line that belongs to no packet");
        }
        if (right.packet.isOfSameStream(line)) {
            return problem("type", right, text,
                    "the type is " + right.packet.type() + ", not " + line.type());
        }
        return later.stream().anyMatch(other -> other.packet.isOfSameStream(line)
                && other.packet.type().equals(line.type()))
                        ? problem("early", right, text,
                                "this packet is not complete yet, or another one was first")
                        : problem("order", right, text,
                                "this line stands where that of another packet is expected");
    }

    private ReportProblem inFields(Expected right, PrintedPacket line, String text) {
        String field = right.packet.wrongField(line).orElseThrow();
        String name = field.split(" ")[0];
        String printed = line.fields().get(name);
        if (field.equals(PrintedPacket.ATTACHMENTS) && packets.stream().anyMatch(other -> other != right
                && printed.equalsIgnoreCase(other.packet.fields().get(PrintedPacket.ATTACHMENTS)))) {
            return problem("attachments of another", right, text,
                    "these are the attachments of another packet");
        }
        return problem(field, right, text,
                field.endsWith(" missing") ? "the line says no " + name + ", and the packet has one"
                        : field.endsWith(" extra") ? "the packet has no " + name
                                : "the " + name + " is wrong");
    }

    /** Returns the file that the program is given. */
    public byte[] file() {
        return messages.stream().map(message -> message.line() + "\n").collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }
}
