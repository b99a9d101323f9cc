package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import netkit.compare.link.SocketIoLink.Mode;
import netkit.net.Endpoint;

/** bob's end of the link over Socket.IO: each run of his program resumes the session that the last one stored, if any. */
final class SocketIoEnd implements ReceivingEnd {
    /** How long the first start of the program waits for its connection. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    /** How long any later start waits: the schedule must continue. */
    private static final Duration RECONNECT_TIMEOUT = Duration.ofMillis(500);

    private final LinkContext context;
    private final URI url;
    private final Mode mode;
    /** Null before the first run. */
    private volatile SocketIoProgram program;

    /** @param path the address to which he connects */
    SocketIoEnd(LinkContext context, InetSocketAddress path, Mode mode) {
        this.context = context;
        this.url = URI.create("http://" + Endpoint.of(path));
        this.mode = mode;
    }

    @Override
    public Link.Receiver start(Inbox inbox) throws IOException {
        boolean isFirst = program == null;
        Optional<SocketIoProgram.Session> earlier = Optional.ofNullable(program)
                .flatMap(SocketIoProgram::session);
        program = new SocketIoProgram(url, context, mode, inbox);
        program.start(earlier);
        try {
            program.awaitConnected(isFirst ? CONNECT_TIMEOUT : RECONNECT_TIMEOUT);
            if (isFirst && mode == Mode.RECOVERY) {
                program.awaitHello(CONNECT_TIMEOUT);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting");
        } catch (IOException e) {
            if (isFirst) {
                throw e;
            } // else it keeps trying
        }
        return program;
    }

    @Override
    public boolean isStopped() {
        return program.isStopped();
    }

    @Override
    public boolean isKilled() {
        return program.isKilled();
    }

    @Override
    public void awaitSent(Duration atMost) throws IOException, InterruptedException {
        if (!program.awaitAcknowledged(atMost)) {
            throw new IOException("not everything that bob sent was acknowledged within " + atMost.toSeconds()
                    + " s");
        }
    }

    @Override
    public void awaitEnd(Duration atMost) throws IOException, InterruptedException {
        if (!program.awaitEnd(atMost)) {
            throw new IOException("the receiver has not received the end within " + atMost.toSeconds()
                    + " s: it is slow, or not connected");
        }
    }

    @Override
    public void kill() {
        if (program != null) {
            program.kill();
        }
    }
}
