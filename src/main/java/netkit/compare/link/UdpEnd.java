package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** bob's end of the link over UDP, where alice is on another machine. */
final class UdpEnd implements ReceivingEnd {
    private final LinkContext context;
    private final InetSocketAddress alice;
    private final ReceiverSocket port;
    /** Null before the first run. */
    private volatile UdpReceiver program;

    /** @param alice the address to which he sends */
    UdpEnd(LinkContext context, InetSocketAddress alice) {
        this.context = context;
        this.alice = alice;
        this.port = new ReceiverSocket(context);
    }

    @Override
    public Link.Receiver start(Inbox inbox) throws IOException {
        boolean isFirst = program == null;
        DatagramSocket socket = port.open();
        UdpReceiver started = new UdpReceiver(socket, inbox, alice, alice.getAddress()::equals);
        program = started;
        if (isFirst) {
            UdpGreeting.send(socket, alice, started::hasReceived);
        }
        return started;
    }

    @Override
    public boolean isStopped() {
        return program.isStopped();
    }

    @Override
    public boolean receivesEnd() {
        return false;
    }

    @Override
    public void awaitEnd(Duration atMost) throws IOException, InterruptedException {
        UdpReceiver.awaitQuiet(List.of(program), context.bed(), atMost);
    }

    @Override
    public void kill() {
        if (program != null) {
            program.quit();
        }
    }
}
