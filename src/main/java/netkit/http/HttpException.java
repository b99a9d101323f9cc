package netkit.http;

import java.net.ProtocolException;

/** A violation of HTTP by the peer, with the status with which a server responds. */
public final class HttpException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final Status status;
    private final transient Headers headers;

    /** @param what the violation in one line, with the clause */
    public HttpException(Status status, String what) {
        this(status, what, Headers.NONE);
    }

    /** @param headers further header fields of the response */
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
