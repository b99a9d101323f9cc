package netkit.lab.namespace;

import java.io.IOException;

/** This machine allows no lab; the message tells the cause and the cure. */
public final class LabUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public LabUnavailableException(Refusal refusal) {
        super("no lab can be had here: " + refusal.cause() + "; " + refusal.remedy()
                + " ('netkit lab doctor' tells more)");
    }
}
