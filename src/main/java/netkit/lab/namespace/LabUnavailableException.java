package netkit.lab.namespace;

import java.io.IOException;

/** Thrown if this machine cannot run a lab; the message has the cause and the remedy. */
public final class LabUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public LabUnavailableException(Refusal refusal) {
        super("this machine cannot run a lab: " + refusal.cause() + "; " + refusal.remedy()
                + " (see 'netkit lab doctor')");
    }
}
