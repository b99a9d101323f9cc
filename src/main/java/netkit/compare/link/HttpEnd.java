package netkit.compare.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

import netkit.compare.link.HttpLink.Push;

/** bob's end of the link over HTTP: each run of his program begins where the last one was, if that stored its place. */
final class HttpEnd implements ReceivingEnd {
    private final LinkContext context;
    private final InetSocketAddress path;
    private final Push push;
    private final boolean serverIsRemote;
    /** Null before the first run. */
    private volatile HttpProgram program;

    /** @param path the address to which he connects */
    HttpEnd(LinkContext context, InetSocketAddress path, Push push, boolean serverIsRemote) {
        this.context = context;
        this.path = path;
        this.push = push;
        this.serverIsRemote = serverIsRemote;
    }

    @Override
    public Link.Receiver start(Inbox inbox) throws IOException {
        boolean isFirst = program == null;
        HttpProgram.Place place = isFirst ? HttpProgram.Place.first(context) : program.place();
        program = new HttpProgram(context, path, push, inbox, place);
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
    public void awaitSent(Duration atMost) throws IOException, InterruptedException {
        program.awaitSent(atMost);
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
