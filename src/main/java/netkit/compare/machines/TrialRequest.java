package netkit.compare.machines;

import java.time.Duration;
import java.util.Arrays;

import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;

/**
 * A trial that a client asks for.
 *
 * @param key names it in later requests
 * @param trial the number of its messages; those that bob sends have one of their own
 * @param relay whether a relay on the serving side injects the faults
 */
public record TrialRequest(int key, int trial, int trialBack, Transport transport, Workload workload,
        long seed,
        DuplicatePolicy duplicatePolicy, boolean bothWays, boolean relay) {
    private static final double MAX_PER_SECOND = 1e7;

    ControlLine line() {
        return new ControlLine().with("trial", key).with("number", trial).with("back", trialBack)
                .with("transport", transport.toString()).with("messages", workload.messages())
                .with("size", workload.size()).with("per-second", workload.perSecond()).with("seed", seed)
                .with("dedup", duplicatePolicy == DuplicatePolicy.SKIP).with("both", bothWays)
                .with("relay", relay);
    }

    /** @throws ControlException with one line, if a value is out of range or beyond the limits */
    static TrialRequest of(ControlLine line, ServingLimits limits) throws ControlException {
        String name = line.text("transport");
        Transport transport = Arrays.stream(Transport.values()).filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ControlException("there is no transport '" + name + "'"));
        Workload workload = new Workload((int) line.number("messages", 1, limits.messages()),
                (int) line.number("size", NumberedMessage.HEADER_SIZE, transport.maxSize()),
                line.decimal("per-second", Workload.MIN_PER_SECOND, MAX_PER_SECOND));
        if (workload.bytes() > limits.bytes()) {
            throw new ControlException(
                    "a trial of " + workload.bytes() + " bytes is too large: the serving side allows "
                            + limits.bytes());
        }
        Duration time = workload.time(workload.messages());
        if (time.compareTo(limits.trial()) > 0) {
            throw new ControlException(
                    "a trial of " + time.toSeconds() + " s is too long: the serving side allows "
                            + limits.trial().toSeconds() + " s");
        }
        if (transport.oneMachine().isPresent() || line.flag("both") && transport.oneWay().isPresent()) {
            throw new ControlException(name + " cannot do that between two machines");
        }
        return new TrialRequest((int) line.number("trial", 0, Integer.MAX_VALUE),
                (int) line.number("number", 0, NumberedMessage.TRIALS - 1L),
                (int) line.number("back", 0, NumberedMessage.TRIALS - 1L), transport, workload,
                line.number("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                line.flag("dedup") ? DuplicatePolicy.SKIP : DuplicatePolicy.PROCESS, line.flag("both"),
                line.flag("relay"));
    }
}
