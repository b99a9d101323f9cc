package netkit.websocket;

import java.net.ProtocolException;

/** The peer broke a rule: with which close code the connection has to be failed, and which clause says so. */
public final class WebSocketException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final int closeCode;
    private final String clause;

    /**
     * @param closeCode see {@link CloseCode}
     * @param clause such as {@code RFC 6455 §5.1}
     * @param what what the peer did, in one line
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
