package netkit.lab.namespace;

import java.util.Optional;

/**
 * The doctor's result of trying one backend.
 *
 * @param refusal why the backend does not work on this machine; empty if it works
 */
public record Finding(LabBackend backend, Optional<Refusal> refusal) {
    public boolean works() {
        return refusal.isEmpty();
    }
}
