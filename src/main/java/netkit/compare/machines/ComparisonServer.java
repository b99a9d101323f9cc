package netkit.compare.machines;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.Scheduler;

/**
 * The serving side of a comparison between two machines: alice's. It opens one port for control, and the ports after it
 * while trials run; only a client that knows the token may start one, and one client at a time.
 *
 * <pre>
 * {"netkit-compare":1,"challenge":"…"}                      the serving side, at once
 * {"netkit-compare":1,"proof":"…"}                          the client
 * {"welcome":true}                                          or {"end":"wrong token"}
 * {"id":1,"do":"clock"} …                                   requests, and replies with the same id
 * {"bye":true,"done":true}                                  the client, at the end
 * </pre>
 */
public final class ComparisonServer implements Closeable {
    /** Longest line of a client that has not shown that it knows the token. */
    static final int MAX_FIRST_LINE = 512;
    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_PER_ADDRESS = 8;

    private final Token token;
    private final ServingLimits limits;
    private final Consumer<String> log;
    private final TrialPorts ports;
    private final AtomicReference<ServedSession> current = new AtomicReference<>();
    private final Listener listener;
    private volatile boolean closing;

    /**
     * Binds and starts to accept.
     *
     * @param log receives a line for each client that begins, ends or is refused
     * @throws IllegalArgumentException with one line, if there are not enough ports after this one
     */
    public ComparisonServer(Endpoint endpoint, Token token, ServingLimits limits, Consumer<String> log)
            throws IOException {
        this.token = token;
        this.limits = limits;
        this.log = log;
        this.ports = new TrialPorts(endpoint.port());
        this.listener = Listener.open(endpoint, new ConnectionLimits(MAX_CONNECTIONS, MAX_PER_ADDRESS),
                socket -> {
                    serve(socket);
                    return null;
                }, ComparisonServer::refuse, log);
    }

    public Endpoint endpoint() {
        return listener.endpoint();
    }

    /** Returns the first port of the trials. */
    public int firstPort() {
        return ports.first();
    }

    /** Returns the last port of the trials. */
    public int lastPort() {
        return ports.last();
    }

    /** Returns whether an experiment is running. */
    public boolean isBusy() {
        return current.get() != null;
    }

    private static void refuse(Socket socket, String why) throws IOException {
        new ControlConnection(socket).end(end(why));
    }

    private static ControlLine end(String why) {
        return new ControlLine().with("end", why);
    }

    private void serve(Socket socket) throws IOException {
        ControlConnection connection = new ControlConnection(socket);
        String peer = connection.peer().toString();
        if (!isAdmitted(connection, peer)) {
            return;
        }
        ServedSession session = new ServedSession(connection, limits, ports);
        if (!current.compareAndSet(null, session)) {
            refuse(connection, peer, "another client is being served; try again later");
            return;
        }
        try (session) {
            if (!closing) {
                log.accept(peer + " begins");
                connection.write(new ControlLine().with("welcome", true));
                log.accept(peer + " " + session.run());
            }
        } finally {
            current.set(null); // its ports are free again
        }
    }

    private boolean isAdmitted(ControlConnection connection, String peer) {
        Scheduler.Timer late = Scheduler.SYSTEM.after(limits.handshake(), connection::close);
        long start = System.nanoTime();
        try {
            String challenge = Token.challenge();
            connection.write(new ControlLine().with(ControlLine.PROTOCOL, ControlLine.VERSION)
                    .with("challenge", challenge));
            ControlLine line = connection.read(MAX_FIRST_LINE);
            if (!line.has(ControlLine.PROTOCOL)) {
                throw new ControlException("the first line is not one of netkit compare");
            }
            long version = line.number(ControlLine.PROTOCOL, 0, Integer.MAX_VALUE);
            if (version != ControlLine.VERSION) {
                throw new ControlException(
                        "it speaks version " + version + " of the control protocol, and this netkit "
                                + ControlLine.VERSION + ": use the same netkit on both machines");
            }
            if (!token.isProof(challenge, line.text("proof"))) {
                throw new ControlException("wrong token");
            }
            late.cancel();
            return true;
        } catch (ControlException e) {
            late.cancel();
            refuse(connection, peer, e.getMessage());
        } catch (EOFException _) {
            log.accept(peer + " refused: it closed the connection without a token");
        } catch (IOException e) {
            boolean silent = System.nanoTime() - start >= limits.handshake().toNanos();
            log.accept(peer + " refused: " + (silent
                    ? "it has not shown a token within " + limits.handshake().toSeconds() + " s"
                    : e.getMessage()));
        } finally {
            late.cancel();
        }
        return false;
    }

    private void refuse(ControlConnection connection, String peer, String why) {
        log.accept(peer + " refused: " + why);
        connection.end(end(why));
    }

    /** Ends the experiment that is running, with a line to its client. */
    @Override
    public void close() throws IOException {
        closing = true;
        listener.stopAccepting();
        ServedSession session = current.get();
        if (session != null) {
            session.cut("the serving side was stopped");
        }
        listener.close();
    }
}
