package netkit.dissect.filter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.FieldValue;
import netkit.dissect.Protocol;

/** A filter that has been parsed. */
sealed interface Expression {
    boolean test(DissectedPacket packet);

    record And(Expression left, Expression right) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return left.test(packet) && right.test(packet);
        }
    }

    record Or(Expression left, Expression right) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return left.test(packet) || right.test(packet);
        }
    }

    record Not(Expression operand) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return !operand.test(packet);
        }
    }

    /** Whether the packet has a layer of this protocol. */
    record HasLayer(Protocol protocol) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return packet.layers().stream().anyMatch(layer -> layer.protocol() == protocol);
        }
    }

    /** Whether the packet belongs to this TCP connection or UDP conversation. */
    record InStream(long stream) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return packet.stream().isPresent() && packet.stream().getAsInt() == stream;
        }
    }

    /** Whether the packet has one of these fields. */
    record HasField(List<String> names) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return FieldNames.values(packet, names).findAny().isPresent();
        }
    }

    /**
     * Compares each of these fields with a value.
     *
     * @param pattern of {@link Relation#MATCHES}; null for other relations
     */
    record Compared(List<String> names, Relation relation, Literal literal,
            Pattern pattern) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            List<Field> values = FieldNames.values(packet, names).toList();
            // Wireshark User's Guide §6.4.4: != is true if no value of the field is equal
            return relation == Relation.NOT_EQUAL
                    ? !values.isEmpty() && values.stream().noneMatch(literal::equalTo)
                    : values.stream().anyMatch(this::accepts);
        }

        private boolean accepts(Field field) {
            return switch (relation) {
                case EQUAL -> literal.equalTo(field);
                case NOT_EQUAL -> !literal.equalTo(field);
                case CONTAINS -> contains(latin1(field), literal);
                case MATCHES -> pattern.matcher(latin1(field)).find();
                case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> literal.order(field).isPresent()
                        && relation.accepts((int) literal.order(field).getAsDouble());
            };
        }

        private static String latin1(Field field) {
            byte[] bytes = switch (field.value()) {
                case FieldValue.Bytes(byte[] value) -> value;
                case FieldValue.Text(String value) -> value.getBytes(StandardCharsets.UTF_8);
                case FieldValue.Number _,FieldValue.Flag _ -> field.shown().getBytes(StandardCharsets.UTF_8);
            };
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** Compares the bytes of each layer of a protocol, header and payload, with a value. */
    record LayerBytes(Protocol protocol, Literal literal, Pattern pattern) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return packet.layers().stream().filter(layer -> layer.protocol() == protocol).map(this::bytes)
                    .anyMatch(bytes -> pattern == null ? contains(bytes, literal)
                            : pattern.matcher(bytes).find());
        }

        private String bytes(DissectedLayer layer) {
            return new String(layer.source().bytes(), layer.from(), layer.to() - layer.from(),
                    StandardCharsets.ISO_8859_1);
        }
    }

    /** Whether one of these fields is between two numbers, both included. */
    record InRange(List<String> names, Literal from, Literal to) implements Expression {
        @Override
        public boolean test(DissectedPacket packet) {
            return FieldNames.values(packet, names).anyMatch(field -> from.order(field).orElse(-1) >= 0
                    && to.order(field).orElse(1) <= 0);
        }
    }

    private static boolean contains(String bytes, Literal literal) {
        return bytes.contains(new String(literal.bytes(), StandardCharsets.ISO_8859_1));
    }

    /** Returns whether one of them is true. */
    static Expression any(Stream<Expression> expressions) {
        return expressions.reduce(Or::new).orElseThrow();
    }
}
