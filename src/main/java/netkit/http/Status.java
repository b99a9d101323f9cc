package netkit.http;

/** The status codes that netkit sends (RFC 9110 §15, RFC 6585). */
public enum Status {
    CONTINUE(100, "Continue"), SWITCHING_PROTOCOLS(101, "Switching Protocols"), OK(200, "OK"), NO_CONTENT(204,
            "No Content"), BAD_REQUEST(400, "Bad Request"), //
    FORBIDDEN(403, "Forbidden"), NOT_FOUND(404, "Not Found"), METHOD_NOT_ALLOWED(405, "Method Not Allowed"), //
    REQUEST_TIMEOUT(408, "Request Timeout"), CONTENT_TOO_LARGE(413, "Content Too Large"), URI_TOO_LONG(414,
            "URI Too Long"), //
    UPGRADE_REQUIRED(426, "Upgrade Required"), HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"), //
    INTERNAL_SERVER_ERROR(500, "Internal Server Error"), NOT_IMPLEMENTED(501, "Not Implemented"), //
    SERVICE_UNAVAILABLE(503, "Service Unavailable"), VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

    private final int code;
    private final String reason;

    Status(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
