package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** bob's end on another machine, as alice's machine knows it: what happens there is reported to it. */
public final class RemoteEnd implements ReceivingEnd {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

    private final InetAddress address;
    private final InetAddress own;

    // All that follows is guarded by this.
    private boolean connected;
    private boolean stopped;
    private boolean killed;
    private boolean ended;

    /**
     * @param address of bob's machine, which alone may connect
     * @param own address of this machine, whose programs may, too
     */
    public RemoteEnd(InetAddress address, InetAddress own) {
        this.address = address;
        this.own = own;
    }

    /** Returns whether a client of this address may connect: bob's machine, or a program of this one. */
    boolean admits(InetAddress client) {
        return client.equals(address) || client.equals(own) || client.isLoopbackAddress();
    }

    /**
     * Waits until the program is connected, if this is its first run. Later it may still be trying.
     *
     * @param inbox not used: the program's inbox is on its own machine
     */
    @Override
    public Link.Receiver start(Inbox inbox) throws IOException {
        try {
            if (!await(() -> connected, CONNECT_TIMEOUT)) {
                throw new IOException(
                        "the receiver has not connected within " + CONNECT_TIMEOUT.toSeconds() + " s");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the receiver was connecting");
        }
        return new Program();
    }

    private final class Program implements Link.Receiver {
        @Override
        public void send(int number, byte[] message) throws IOException {
            throw new IOException("bob sends on his own machine");
        }

        @Override
        public void quit() {
            stopped(false);
        }

        @Override
        public void kill() {
            stopped(true);
        }
    }

    @Override
    public synchronized void connected() {
        connected = true;
        notifyAll();
    }

    /** Records that the program has quit, or was killed. */
    public synchronized void stopped(boolean wasKilled) {
        stopped = true;
        killed = wasKilled;
        notifyAll();
    }

    /** Records that the program runs again. */
    public synchronized void returned() {
        stopped = false;
        killed = false;
    }

    /** Records that the program has seen alice's end, or will not see it. */
    public synchronized void ended() {
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized boolean isStopped() {
        return stopped;
    }

    @Override
    public synchronized boolean isKilled() {
        return killed;
    }

    @Override
    public void awaitEnd(Duration atMost) throws IOException, InterruptedException {
        if (!await(() -> ended || stopped, atMost)) {
            throw new IOException("the receiver has not seen the end within " + atMost.toSeconds() + " s");
        }
    }

    private synchronized boolean await(BooleanSupplier condition, Duration atMost)
            throws InterruptedException {
        return Monitor.await(this, condition, atMost);
    }

    @Override
    public void kill() {
        stopped(true);
    }
}
