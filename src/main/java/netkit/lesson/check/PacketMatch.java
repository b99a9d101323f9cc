package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.engineio.EngineException;
import netkit.engineio.EnginePacket;
import netkit.engineio.EnginePacketType;
import netkit.socketio.JsonValues;
import netkit.socketio.Packet;
import netkit.socketio.PacketDecoder;
import netkit.socketio.PacketException;

/** Compares a message of a program with the packet of Socket.IO that is expected. */
public final class PacketMatch {
    /**
     * What is wrong.
     *
     * @param field {@code no packet}, {@code type}, {@code namespace}, {@code id}, {@code id missing}, {@code values} (their
     *        number) or {@code value 1} and so on
     * @param message one sentence
     */
    public record Problem(String field, String message) {}

    private final Expectation.Packet wanted;
    private final Names names;

    public PacketMatch(Expectation.Packet wanted, Names names) {
        this.wanted = wanted;
        this.names = names;
    }

    /** Returns what is wrong in a message; if nothing is, its parts are given their names. */
    public Optional<Problem> problem(String text) {
        try {
            EnginePacket packet = EnginePacket.decode(text);
            if (packet.type() != EnginePacketType.MESSAGE) {
                return type("a " + packet.type() + " of Engine.IO");
            }
            Optional<Packet> decoded = new PacketDecoder().text(((EnginePacket.Text) packet).data());
            return decoded.isEmpty() ? type("a packet with attachments") : problem(decoded.get());
        } catch (EngineException | PacketException | ClassCastException e) {
            return Optional.of(new Problem("no packet", "this is no packet of Socket.IO: " + e.getMessage()));
        }
    }

    private Optional<Problem> type(String came) {
        return Optional.of(new Problem("type", came + " came instead of " + named(wanted.type())));
    }

    private static String named(String type) {
        return (type.matches("[ae].*") ? "an " : "a ") + type;
    }

    private Optional<Problem> problem(Packet packet) {
        String type = switch (packet) {
            case Packet.Connect _ -> "connect";
            case Packet.Disconnect _ -> "disconnect";
            case Packet.Event _ -> "event";
            case Packet.Ack _ -> "ack";
            case Packet.ConnectError _ -> "connect-error";
        };
        if (!type.equals(wanted.type())) {
            return type(named(type));
        }
        String namespace = wanted.namespace().map(this::text).orElse(Packet.MAIN);
        if (!namespace.equals(packet.namespace())) {
            return Optional.of(new Problem("namespace",
                    "the namespace is " + packet.namespace() + " instead of " + namespace));
        }
        return switch (packet) {
            case Packet.Event(_, var id, var values) -> inParts(id, values);
            case Packet.Ack(_, var id, var values) -> inParts(id, values);
            default -> Optional.empty();
        };
    }

    private Optional<Problem> inParts(OptionalLong id, List<Object> values) {
        if (wanted.id().isPresent()) {
            if (id.isEmpty()) {
                return Optional.of(new Problem("id missing", "the packet has no id"));
            }
            Optional<Problem> problem = inPart("id", wanted.id().get(), Long.toString(id.getAsLong()));
            if (problem.isPresent()) {
                return problem;
            }
        }
        List<Expectation.Part> parts = wanted.values().orElse(List.of());
        for (int i = 0; i < parts.size() && i < values.size(); i++) {
            Optional<Problem> problem = inPart("value " + (i + 1), parts.get(i), value(values.get(i)));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return wanted.values().isPresent() && parts.size() != values.size()
                ? Optional.of(new Problem("values", values.size() + " values instead of " + parts.size()))
                : Optional.empty();
    }

    private static String value(Object value) {
        return value instanceof String text ? text : JsonValues.text(value);
    }

    private Optional<Problem> inPart(String name, Expectation.Part part, String value) {
        if (part.value().isPresent() && !text(part.value().get()).equals(value)) {
            return Optional.of(new Problem(name,
                    name + " is " + value + " instead of " + text(part.value().get())));
        }
        if (part.not().isPresent() && text(part.not().get()).equals(value)) {
            return Optional.of(new Problem(name, name + " is " + value + " again"));
        }
        part.as().ifPresent(as -> names.set(as, value.getBytes(StandardCharsets.UTF_8)));
        return Optional.empty();
    }

    private String text(BytesExpression value) {
        return new String(value.bytes(names), StandardCharsets.UTF_8);
    }
}
