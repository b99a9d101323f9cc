package netkit.compare.machines;

import java.io.IOException;

/** The other end of a control connection did not keep to the protocol, or refused something; the message is one line. */
public final class ControlException extends IOException {
    private static final long serialVersionUID = 1L;

    ControlException(String message) {
        super(message);
    }
}
