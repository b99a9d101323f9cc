package netkit.lab.namespace;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Thrown if this machine cannot run a lab; the message has the cause and the remedy. */
public final class LabUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public LabUnavailableException(Refusal refusal) {
        super("this machine cannot run a lab: " + refusal.cause() + "; " + refusal.remedy()
                + " (see 'netkit lab doctor')");
    }

    /** A check whether something works on this machine. */
    @FunctionalInterface
    interface Probe<T> {
        /** Returns why it does not work, or empty. */
        Optional<Refusal> refusal(T candidate) throws IOException;
    }

    /**
     * Returns the first candidate that works.
     *
     * @throws LabUnavailableException with the refusal of the first if none does
     */
    static <T> T firstAvailable(List<T> candidates, Probe<T> probe) throws IOException {
        Refusal first = null;
        for (T candidate : candidates) {
            Optional<Refusal> refusal = probe.refusal(candidate);
            if (refusal.isEmpty()) {
                return candidate;
            }
            first = first == null ? refusal.get() : first;
        }
        throw new LabUnavailableException(first);
    }
}
