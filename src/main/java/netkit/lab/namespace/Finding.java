package netkit.lab.namespace;

import java.util.Optional;

/**
 * What the doctor found out about one way in, by trying it.
 *
 * @param refusal why it does not work here, or empty: it does
 */
public record Finding(LabBackend backend, Optional<Refusal> refusal) {
    public boolean works() {
        return refusal.isEmpty();
    }
}
