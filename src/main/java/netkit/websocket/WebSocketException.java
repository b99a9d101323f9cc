package netkit.websocket;

import java.net.ProtocolException;

/** A violation of the protocol by the peer, with the close code that fails the connection and the clause violated. */
public final class WebSocketException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final int closeCode;
    private final String clause;

    /**
     * @param closeCode see {@link CloseCode}
     * @param clause such as {@code RFC 6455 §5.1}
     * @param what the violation, in one line
     */
    public WebSocketException(int closeCode, String clause, String what) {
        super(what + " (" + clause + ")");
        this.closeCode = closeCode;
        this.clause = clause;
    }

    public int closeCode() {
        return closeCode;
    }

    public String clause() {
        return clause;
    }
}
