package netkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A response whose body is read as it arrives, piece by piece; only by the thread that sent the request. */
public final class ResponseReader {
    private final ResponseHead head;
    private final HttpReader reader;
    private final BodyDecoder decoder;
    private final Runnable onWhole;
    private boolean whole;

    /** @param onWhole runs once, when the body has been read to its end */
    ResponseReader(ResponseHead head, HttpReader reader, BodyDecoder decoder, Runnable onWhole) {
        this.head = head;
        this.reader = reader;
        this.decoder = decoder;
        this.onWhole = onWhole;
    }

    public ResponseHead head() {
        return head;
    }

    /**
     * Waits for the next piece of the body. Pieces have the size in which they are received, at most 64 KiB: they are not
     * the chunks of the sender.
     *
     * @param silence the longest time in which no byte is received
     * @return empty at the end of the body
     * @throws SocketTimeoutException if nothing was received in that time
     * @throws EOFException if the peer closes before the body is complete
     * @throws HttpException if the body is malformed
     */
    public byte[] next(Duration silence) throws IOException {
        byte[] piece = reader.piece(decoder, silence);
        if (piece.length == 0) {
            finish();
        }
        return piece;
    }

    /** Reads the whole body, in that time. */
    byte[] rest(Duration timeout) throws IOException {
        byte[] body = reader.body(decoder, timeout);
        finish();
        return body;
    }

    private void finish() {
        if (!whole) {
            whole = true;
            onWhole.run();
        }
    }
}
