package netkit.queue;

/** How a publish ended. */
public sealed interface Outcome {
    /** The message is stored, durably where the server is durable. */
    record Stored() implements Outcome {}

    /** It is not stored, or nobody can tell; {@code why} is one line. */
    record Refused(String why) implements Outcome {}
}
