package netkit.lesson.check;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import netkit.lab.script.LabSyntaxException;
import netkit.lesson.check.PacketSpec.Kind;
import netkit.lesson.check.PacketSpec.LayerSpec;
import netkit.lesson.check.PacketSpec.Size;

/** The grammar of the steps {@code capture} and {@code packet}, which make the file that a program is given. */
final class PacketGrammar {
    private static final String LAYERS = Arrays.stream(Kind.values()).map(Kind::word)
            .collect(Collectors.joining(", "));

    private final Tokens tokens;
    private final ExpressionParser expressions;

    PacketGrammar(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** Parses what follows {@code capture}. */
    CheckStep capture() {
        if (tokens.skip("pcapng")) {
            return new CheckStep.Capture(CheckStep.CaptureFormat.PCAPNG, ByteOrder.nativeOrder());
        }
        if (tokens.skip("pcap")) {
            boolean big = tokens.skip("big-endian");
            return new CheckStep.Capture(CheckStep.CaptureFormat.PCAP,
                    big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        }
        throw tokens.unexpected("write capture pcapng, capture pcap or capture pcap big-endian");
    }

    /** Parses what follows {@code packet}. */
    CheckStep packet() {
        List<LayerSpec> layers = new ArrayList<>();
        Optional<BytesExpression> payload = Optional.empty();
        Optional<Size> padding = Optional.empty();
        Optional<NumberExpression> cut = Optional.empty();
        while (!tokens.isEmpty()) {
            int column = tokens.peek().column();
            String word = tokens.word("a layer: " + LAYERS + ", payload, padding or cut");
            Optional<Kind> kind = Arrays.stream(Kind.values()).filter(one -> one.word().equals(word))
                    .findFirst();
            if (kind.isPresent()) {
                requireOrder(payload.isEmpty() && padding.isEmpty() && cut.isEmpty(), column, word);
                Kind below = layers.isEmpty() ? null : layers.getLast().kind();
                requireOrder(kind.get().mayFollow(below), column, word);
                layers.add(layer(kind.get()));
                continue;
            }
            requireOrder(!layers.isEmpty() && cut.isEmpty(), column, word);
            switch (word) {
                case "payload" -> {
                    Kind top = layers.getLast().kind();
                    requireOrder(
                            payload.isEmpty() && padding.isEmpty() && (top == Kind.TCP || top == Kind.UDP),
                            column, word);
                    tokens.require("(");
                    payload = Optional.of(expressions.bytes());
                    tokens.require(")");
                }
                case "padding" -> {
                    requireOrder(padding.isEmpty() && layers.getFirst().kind() == Kind.ETHERNET, column,
                            word);
                    padding = Optional.of(tokens.peek().is("(") ? size("a number of bytes") : Size.ANY);
                }
                case "cut" -> {
                    requireOrder(payload.isPresent() && padding.isEmpty(), column, word);
                    tokens.require("(");
                    cut = Optional.of(expressions.number());
                    tokens.require(")");
                }
                default -> throw new LabSyntaxException(column, "'" + word + "' is no layer: write " + LAYERS
                        + ", payload, padding or cut");
            }
        }
        if (layers.isEmpty() || layers.getLast().kind() == Kind.ETHERNET
                || layers.getLast().kind() == Kind.VLAN) {
            throw tokens
                    .unexpected("a packet has IP in it, or ARP: packet ethernet ipv4 tcp payload(\"hello\")");
        }
        return new CheckStep.Packet(new PacketSpec(List.copyOf(layers), payload, padding, cut));
    }

    private static void requireOrder(boolean right, int column, String word) {
        if (!right) {
            throw new LabSyntaxException(column, "'" + word
                    + "' cannot stand here: layers are written from the link"
                    + " upwards, as in: packet ethernet vlan ipv6 hop-by-hop tcp payload(\"hello\") padding");
        }
    }

    private LayerSpec layer(Kind kind) {
        if (!tokens.peek().is("(")) {
            return new LayerSpec(kind, Optional.empty());
        }
        return switch (kind) {
            case IPV4, TCP -> {
                tokens.require("(");
                tokens.require("options");
                tokens.require("=");
                Size size = tokens.skip("any") ? Size.ANY : new Size(Optional.of(expressions.number()));
                tokens.require(")");
                yield new LayerSpec(kind, Optional.of(size));
            }
            case VLAN, HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> new LayerSpec(kind, Optional.of(size(
                    kind == Kind.VLAN ? "the id of the VLAN" : "a number of bytes")));
            case ETHERNET, ARP, IPV6, UDP ->
                throw tokens.unexpected(kind.word() + " takes nothing in parentheses");
        };
    }

    private Size size(String what) {
        tokens.require("(");
        if (tokens.peek().is(")")) {
            throw tokens.unexpected("write " + what + ", or any");
        }
        Size size = tokens.skip("any") ? Size.ANY : new Size(Optional.of(expressions.number()));
        tokens.require(")");
        return size;
    }
}
