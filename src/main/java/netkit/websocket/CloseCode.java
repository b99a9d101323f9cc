package netkit.websocket;

/** Close codes: the reason why a connection is closed (RFC 6455 §7.4). */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    /** Never sent: represents a close frame without a code. */
    public static final int NO_STATUS = 1005;
    /** Never sent: represents a connection that ended without a close frame. */
    public static final int ABNORMAL = 1006;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;
    public static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}

    /** Returns the name of a code, such as {@code protocol error}: RFC 6455 §7.4, and IANA's registry for 1012 to 1014. */
    public static String name(int code) {
        return switch (code) {
            case NORMAL -> "normal closure";
            case GOING_AWAY -> "going away";
            case PROTOCOL_ERROR -> "protocol error";
            case 1003 -> "unsupported data";
            case NO_STATUS -> "no code received";
            case ABNORMAL -> "abnormal closure";
            case INVALID_PAYLOAD -> "invalid payload data";
            case POLICY_VIOLATION -> "policy violation";
            case TOO_BIG -> "message too big";
            case 1010 -> "mandatory extension";
            case INTERNAL_ERROR -> "internal error";
            case 1012 -> "service restart";
            case TRY_AGAIN_LATER -> "try again later";
            case 1014 -> "bad gateway";
            case 1015 -> "TLS handshake";
            default -> {
                if (code >= 3000 && code <= 3999) {
                    yield "registered for a library or an application";
                }
                yield code >= 4000 && code <= 4999 ? "the application's own code" : "not a close code";
            }
        };
    }

    /** Whether a close frame may carry the code: RFC 6455 §7.4.1 and §7.4.2, with IANA's later 1012 to 1014. */
    public static boolean isSendable(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
