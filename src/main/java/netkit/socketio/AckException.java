package netkit.socketio;

import java.io.IOException;

/** Thrown when an event was not acknowledged. It is unknown whether the event itself arrived. */
public final class AckException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The reason, with the message of the reference implementation. */
    public enum Reason {
        TIMED_OUT("operation has timed out"), DISCONNECTED("socket has been disconnected");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    AckException(Reason reason) {
        super(reason.text);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
