package netkit.lab.namespace;

/**
 * Why the machine refuses something, and what helps.
 *
 * @param cause  the cause, as a sentence without its full stop
 * @param remedy what to do, as a sentence without its full stop
 */
public record Refusal(String cause, String remedy) {}
