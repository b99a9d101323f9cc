package netkit.lesson.judge;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.PingScript;

/** The server that a pinger asks, and the network between them: sends what a {@link PingScript} says. */
final class PingerPeer implements AutoCloseable {
    /** The time that the exercise allows, and some for the start of the program. */
    private static final Duration TIME = Duration.ofSeconds(17);
    private static final Duration DRAIN = Duration.ofMillis(200);
    private static final int DRAIN_TRIES = 10;
    private static final int MAX_DATAGRAM = 65_535;

    private final PingScript script;
    private final Events events;
    private final Ladder ladder;
    private final DatagramSocket server;
    private final DatagramSocket stranger;
    private int datagrams;
    /** Whether all that had come when the program ended has been read. */
    private volatile boolean drained;

    PingerPeer(PingScript script, Events events, Ladder ladder) throws IOException {
        this.script = script;
        this.events = events;
        this.ladder = ladder;
        server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        stranger = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        Thread.startVirtualThread(this::receive);
    }

    int port() {
        return server.getLocalPort();
    }

    private void receive() {
        byte[] buffer = new byte[MAX_DATAGRAM];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                server.receive(packet);
                if (packet.getSocketAddress().equals(stranger.getLocalSocketAddress())) {
                    events.change(() -> drained = true);
                    continue;
                }
                byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
                SocketAddress from = packet.getSocketAddress();
                List<PingScript.Reply> replies;
                synchronized (events) {
                    replies = script.received(bytes, from);
                }
                events.change(() -> {
                    ladder.datagram("peer <- program", bytes);
                    datagrams++;
                });
                replies.forEach(reply -> send(reply, from));
                if (datagrams == 1) {
                    script.endless().ifPresent(interval -> Thread
                            .startVirtualThread(() -> sendStrays(interval, from)));
                }
            }
        } catch (IOException _) {
            // closed at the end of the check
        }
    }

    private void send(PingScript.Reply reply, SocketAddress to) {
        if (reply.delay().isZero()) {
            send(reply.bytes(), reply.stranger(), to);
        } else {
            Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(reply.delay());
                    send(reply.bytes(), reply.stranger(), to);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void sendStrays(Duration interval, SocketAddress to) {
        try {
            while (!server.isClosed()) {
                byte[] stray;
                synchronized (events) {
                    stray = script.stray();
                }
                send(stray, false, to);
                Thread.sleep(interval);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(byte[] bytes, boolean byStranger, SocketAddress to) {
        ladder.datagram(byStranger ? "other -> program" : "peer -> program", bytes);
        try {
            (byStranger ? stranger : server).send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException _) {
            // the program has closed its socket (ICMP), or the check is over
        }
    }

    /** Waits for the end of the program, and compares its report. */
    void run(RunningProgram program) throws CheckFailedException, InterruptedException {
        events.await(TIME, program::hasEnded);
        drain();
        program.awaitOutput();
        OptionalInt exit = program.hasEnded() ? program.status() : OptionalInt.empty();
        Optional<PingScript.Problem> problem;
        synchronized (events) {
            problem = script.problem(new String(program.printed(), StandardCharsets.UTF_8), exit);
        }
        if (problem.isPresent()) {
            PingScript.Problem wrong = problem.get();
            Failure failure = Failure.wrong(wrong.message(), FieldBytes.of(wrong.expected()),
                    wrong.received(), -1,
                    wrong.field());
            throw new CheckFailedException(failure.with(symptom(exit)));
        }
    }

    /** Reads what the program has sent: the judge's own datagram is the last in the server's queue. */
    private void drain() throws InterruptedException {
        byte[] nothing = {};
        for (int tries = 0; tries < DRAIN_TRIES && !drained; tries++) { // a full queue drops it
            try {
                stranger.send(new DatagramPacket(nothing, 0, server.getLocalSocketAddress()));
            } catch (IOException _) {
                return;
            }
            events.await(DRAIN, () -> drained);
        }
    }

    private Symptom symptom(OptionalInt exit) {
        if (exit.orElse(0) != 0) {
            return datagrams == 0 ? Symptom.ENDS_AT_ONCE : Symptom.CRASHES;
        }
        if (datagrams == 0) {
            return Symptom.SENDS_NOTHING;
        }
        return exit.isEmpty() ? Symptom.RUNS_ON : Symptom.WRONG_BYTES;
    }

    @Override
    public void close() {
        server.close();
        stranger.close();
    }
}
