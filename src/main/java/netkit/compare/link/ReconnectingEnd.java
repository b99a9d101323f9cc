package netkit.compare.link;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

import javax.net.SocketFactory;

/** bob's end of a link whose program connects over TCP, and again whenever its connection is lost. */
final class ReconnectingEnd implements ReceivingEnd {
    private final String name;
    private final SocketFactory sockets;
    private final boolean serverIsRemote;
    private final Function<Inbox, ReconnectingReceiver.Session> session;
    /** Null before the first run. */
    private volatile ReconnectingReceiver program;

    /**
     * @param name of the thread that connects and reads
     * @param serverIsRemote whether alice's server is on another machine, so that only bob's side of a connection is known
     * @param session makes the use of the connections of a run
     */
    ReconnectingEnd(String name, SocketFactory sockets, boolean serverIsRemote,
            Function<Inbox, ReconnectingReceiver.Session> session) {
        this.name = name;
        this.sockets = sockets;
        this.serverIsRemote = serverIsRemote;
        this.session = session;
    }

    @Override
    public Link.Receiver start(Inbox inbox) throws IOException {
        boolean isFirst = program == null;
        program = new ReconnectingReceiver(name, sockets, session.apply(inbox));
        if (serverIsRemote) {
            program.connected();
        }
        program.start(isFirst);
        return program;
    }

    @Override
    public void connected() {
        program.connected();
    }

    @Override
    public boolean isStopped() {
        return program.isStopped();
    }

    @Override
    public void awaitEnd(Duration atMost) throws IOException, InterruptedException {
        program.awaitEnd(atMost);
    }

    @Override
    public void kill() {
        if (program != null) {
            program.kill();
        }
    }
}
