package netkit.lab.namespace;

/**
 * Why the machine refuses something, and what helps.
 *
 * @param why  the cause, as a sentence without its full stop
 * @param cure what to do, as a sentence without its full stop
 */
public record Refusal(String why, String cure) {}
