package netkit.queue;

/** How a publish ended. */
public sealed interface Outcome {
    /** The message is stored, durably where the server is durable. */
    record Stored() implements Outcome {}

    /** It is not stored; {@code why} is one line. */
    record Refused(String why) implements Outcome {}

    /** The connection ended before the server had answered, so it may be stored or not; {@code why} is one line. */
    record Unknown(String why) implements Outcome {}
}
