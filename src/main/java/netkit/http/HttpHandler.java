package netkit.http;

import java.io.IOException;

/** Answers the requests of one path, or of all paths below one. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers a request, now or later, or takes its connection over. Called by the thread of the connection, which reads
     * the next request when this one is answered.
     *
     * @throws HttpException to have it responded with that status, and the connection closed
     */
    void handle(HttpExchange exchange) throws IOException;
}
