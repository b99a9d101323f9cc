package netkit.lesson.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a peer must receive next. */
public sealed interface Expectation {
    /** Exactly these bytes; over UDP, a datagram of these bytes. */
    record Exactly(BytesExpression bytes) implements Expectation {}

    /** One of several sequences of bytes. */
    record OneOf(List<BytesExpression> choices) implements Expectation {}

    /** This number of bytes, whatever they are. */
    record Count(NumberExpression count) implements Expectation {}

    /**
     * All bytes up to the next LF and with it.
     *
     * @param bytes the whole line with its end, or what it must contain; absent if any line will do
     */
    record Line(Optional<BytesExpression> bytes, boolean containing) implements Expectation {}

    /**
     * One WebSocket frame, by field (RFC 6455 §5.2). What is absent may have any value, except that reserved bits must be
     * 0, the length in its shortest form, and the mask as the role demands.
     *
     * @param opcode the wanted one
     * @param payload the whole payload, unmasked
     * @param code the first two bytes of a close frame's payload; -1 if there must be none
     */
    record Frame(OptionalInt opcode, Optional<Boolean> fin, Optional<Boolean> masked,
            Optional<BytesExpression> payload, OptionalInt code) implements Expectation {}

    /**
     * The head of an HTTP response, and its body if the check looks at it.
     *
     * @param statuses those allowed; empty for any
     */
    record Response(List<Integer> statuses, List<Header> headers, Optional<BytesExpression> body)
            implements
                Expectation {}

    /** A text message of a WebSocket. */
    record Message(BytesExpression text) implements Expectation {}

    /**
     * A message of a WebSocket that is a packet of Socket.IO.
     *
     * @param type {@code connect}, {@code disconnect}, {@code event} or {@code ack}
     * @param namespace absent for the main one
     * @param id absent for any id, or none
     * @param values the event's name and arguments, or what an acknowledgement has; absent for any
     */
    record Packet(String type, Optional<BytesExpression> namespace, Optional<Part> id,
            Optional<List<Part>> values) implements Expectation {}

    /**
     * A part of a packet, as text.
     *
     * @param value what it must be; absent for anything
     * @param not what it must not be
     * @param as the name that it is given
     */
    record Part(Optional<BytesExpression> value, Optional<BytesExpression> not, Optional<String> as) {}

    /** The end of what the program sends: by FIN, by RST, or either. */
    record End(boolean fin, boolean reset) implements Expectation {}

    /** Nothing for this time. */
    record Nothing(Duration time) implements Expectation {}

    /** How a header is compared. */
    enum Match {
        IS, CONTAINS, LISTS, ABSENT
    }

    /** A condition on the header of a response. LISTS finds an element of a comma-separated list, in any case. */
    record Header(String name, Match match, Optional<BytesExpression> value) {}
}
