package netkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

import javax.net.ssl.SSLSocket;

import netkit.net.Deadline;

/** Reads one head from a socket, within a time limit for the whole of it: a byte a second does not prolong it. */
public final class HeadReader {
    private static final int FIRST_CAPACITY = 1024;
    /** What is left for an answer that it was too slow, where one is possible. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Socket socket;
    private final HeadDecoder decoder;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int count;
    private int length;

    public HeadReader(Socket socket, HeadLimits limits) {
        this.socket = socket;
        this.decoder = new HeadDecoder(limits);
    }

    /**
     * @throws EOFException when the peer closes before the head is whole
     * @throws HttpException when it is too slow, too large or breaks a rule
     */
    public RequestHead request(Duration timeout) throws IOException {
        read(timeout);
        return decoder.request(bytes, length);
    }

    /** As {@link #request}, for the client. */
    public ResponseHead response(Duration timeout) throws IOException {
        read(timeout);
        return decoder.response(bytes, length);
    }

    /** What came glued behind the head. */
    public byte[] leftover() {
        return Arrays.copyOfRange(bytes, length, count);
    }

    private void read(Duration timeout) throws IOException {
        if (socket instanceof SSLSocket) {
            // One read may take many of the socket below, and each of those has the timeout anew.
            try (Deadline _ = new Deadline(socket, timeout.plus(GRACE))) {
                readPlain(timeout);
            }
        } else {
            readPlain(timeout);
        }
    }

    private void readPlain(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        InputStream in = socket.getInputStream();
        while (length == 0) {
            if (count == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            int left = (int) Math.min(Integer.MAX_VALUE, (deadline - System.nanoTime()) / 1_000_000);
            if (left <= 0) {
                throw tooSlow(timeout);
            }
            socket.setSoTimeout(left);
            try {
                int more = in.read(bytes, count, bytes.length - count);
                if (more < 0) {
                    throw new EOFException("the connection was closed in the middle of a head");
                }
                count += more;
            } catch (SocketTimeoutException _) {
                throw tooSlow(timeout);
            }
            length = decoder.length(bytes, count);
        }
        socket.setSoTimeout(0);
    }

    private static HttpException tooSlow(Duration timeout) {
        return new HttpException(Status.REQUEST_TIMEOUT,
                "the head was not whole within " + timeout.toMillis() + " ms");
    }
}
