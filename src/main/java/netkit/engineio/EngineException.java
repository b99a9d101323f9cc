package netkit.engineio;

import java.net.ProtocolException;

/** Thrown when the peer violates Engine.IO v4; the message says in one line what it sent. */
public final class EngineException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    public EngineException(String what) {
        super(what);
    }
}
