package netkit.socketio;

import java.io.IOException;

/** No answer came to an event. Whether the event itself arrived nobody knows. */
public final class AckException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why there is no answer, in the words of the reference. */
    public enum Cause {
        TIMED_OUT("operation has timed out"), DISCONNECTED("socket has been disconnected");

        private final String words;

        Cause(String words) {
            this.words = words;
        }
    }

    private final Cause why;

    AckException(Cause why) {
        super(why.words);
        this.why = why;
    }

    public Cause why() {
        return why;
    }
}
