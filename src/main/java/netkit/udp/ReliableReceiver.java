package netkit.udp;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import netkit.udp.ReliableDatagram.Ack;
import netkit.udp.ReliableDatagram.Data;

/**
 * A receiver for {@link ReliableSender}: one thread reads datagrams, another delivers their messages to the program, one by
 * one and in order.
 */
public final class ReliableReceiver implements Closeable {
    /** The program that receives. */
    @FunctionalInterface
    public interface Program {
        /**
         * Processes a message; may block.
         *
         * @return whether to acknowledge it; once false, neither this nor any later message is acknowledged
         */
        boolean take(byte[] message);
    }

    private final DatagramSocket socket;
    private final Program program;
    private final ReceiveWindow window = new ReceiveWindow(this::transmit);
    /** Where acknowledgements go. */
    private InetSocketAddress sender;
    private boolean closed;

    /** @param socket bound, not connected; closed with this */
    public ReliableReceiver(DatagramSocket socket, Program program) {
        this.socket = socket;
        this.program = program;
        Thread.ofVirtual().name("poll datagrams").start(this::receiveAll);
        Thread.ofVirtual().name("handle messages").start(this::deliverAll);
    }

    private void receiveAll() {
        byte[] buffer = new byte[DatagramListener.MAX_PAYLOAD + 1];
        try {
            while (true) {
                socket.setSoTimeout(untilTick());
                try {
                    received(DatagramSockets.receive(socket, buffer));
                } catch (SocketTimeoutException _) {
                    // time for the tick
                }
                tick();
            }
        } catch (IOException _) {
            close();
        }
    }

    /** Returns the milliseconds until the next tick; 0, which for a socket means no timeout, if there is none. */
    private synchronized int untilTick() {
        OptionalLong next = window.nextTick();
        return next.isEmpty() ? 0
                : (int) Math.max(1,
                        TimeUnit.NANOSECONDS.toMillis(next.getAsLong() - System.nanoTime()) + 1);
    }

    private synchronized void tick() {
        window.tick(System.nanoTime());
    }

    private synchronized void received(ReceivedDatagram datagram) {
        if (ReliableDatagram.decode(datagram.bytes(), datagram.length()).orElse(null) instanceof Data data) {
            sender = datagram.sender();
            window.received(data, System.nanoTime());
            notifyAll();
        }
    }

    private void transmit(Ack ack) {
        byte[] datagram = ack.encode();
        try {
            DatagramSockets.send(socket, new DatagramPacket(datagram, datagram.length, sender));
        } catch (IOException _) {
            // as if lost on the way: a later acknowledgement includes it
        }
    }

    private void deliverAll() {
        try {
            Optional<byte[]> message = awaitMessage();
            while (message.isPresent()) {
                taken(program.take(message.get()));
                message = awaitMessage();
            }
        } catch (InterruptedException _) {
            close();
        }
    }

    private synchronized Optional<byte[]> awaitMessage() throws InterruptedException {
        Optional<byte[]> message = window.deliver();
        while (message.isEmpty() && !closed) {
            wait();
            message = window.deliver();
        }
        return closed ? Optional.empty() : message;
    }

    private synchronized void taken(boolean acknowledged) {
        window.taken(acknowledged);
    }

    /** Discards what was received and not delivered to the program; it was not acknowledged. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        socket.close();
    }
}
