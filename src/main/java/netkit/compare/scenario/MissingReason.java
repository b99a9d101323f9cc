package netkit.compare.scenario;

/**
 * Why a trial is not possible, in words.
 *
 * @param brief a few words
 * @param reason a few sentences
 */
public record MissingReason(String brief, String reason) {}
