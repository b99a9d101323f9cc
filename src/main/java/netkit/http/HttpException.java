package netkit.http;

import java.net.ProtocolException;

/** The peer's head breaks a rule: what, and with which status a server answers. */
public final class HttpException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final Status status;
    private final transient Headers headers;

    /** @param what what is wrong, in one line, with the clause */
    public HttpException(Status status, String what) {
        this(status, what, Headers.NONE);
    }

    /** @param headers what the answer has to carry besides */
    public HttpException(Status status, String what, Headers headers) {
        super(what);
        this.status = status;
        this.headers = headers;
    }

    public Status status() {
        return status;
    }

    public Headers headers() {
        return headers == null ? Headers.NONE : headers;
    }
}
