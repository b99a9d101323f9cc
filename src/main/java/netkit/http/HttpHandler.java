package netkit.http;

import java.io.IOException;

/** Handles the requests of one path, or of all paths below one. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Responds to a request, now or later, or takes its connection over. Called in the connection's thread, which reads
     * the next request after this one's response.
     *
     * @throws HttpException to respond with its status and close the connection
     */
    void handle(HttpExchange exchange) throws IOException;
}
