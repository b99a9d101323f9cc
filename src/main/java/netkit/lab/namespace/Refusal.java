package netkit.lab.namespace;

/**
 * The reason why the machine refuses something, and how to solve it.
 *
 * @param cause  the cause, as a sentence without its full stop
 * @param remedy what to do, as a sentence without its full stop
 */
public record Refusal(String cause, String remedy) {}
