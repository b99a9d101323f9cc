package netkit.engineio;

import java.net.ProtocolException;

/** The other side broke a rule of Engine.IO v4: what it did, in one line. */
public final class EngineException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    public EngineException(String what) {
        super(what);
    }
}
