package netkit.websocket;

/** Why a connection is closed (RFC 6455 §7.4). */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    /** Never sent: stands for a close frame without a code. */
    public static final int NO_STATUS = 1005;
    /** Never sent: stands for a connection that ended without a close frame. */
    public static final int ABNORMAL = 1006;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;

    private CloseCode() {}

    /** Whether a close frame may carry the code: RFC 6455 §7.4.1 and §7.4.2, with IANA's later 1012 to 1014. */
    public static boolean isSendable(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
