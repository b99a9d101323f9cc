package netkit.compare.scenario;

/**
 * Why there is no such trial, for a person.
 *
 * @param brief a few words
 * @param reason a few sentences
 */
public record MissingReason(String brief, String reason) {}
