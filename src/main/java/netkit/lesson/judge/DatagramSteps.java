package netkit.lesson.judge;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.lesson.check.CheckStep;
import netkit.lesson.check.Expectation;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;
import netkit.lesson.check.Numbers;

/** The steps of peers that speak in datagrams, and their sockets. The program is given the port of the first peer. */
final class DatagramSteps implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofMillis(200);
    private static final int DRAIN_TRIES = 10;
    private static final int MAX_DATAGRAM = 65_535;

    /** One end of the judge's: its state is guarded by the check's {@link Events}. */
    private static final class End {
        private final DatagramSocket socket;
        /** What came and has no reply: what steps expect. */
        private final Deque<byte[]> input = new ArrayDeque<>();
        /** Whether all that had come when the program ended has been read. */
        private volatile boolean drained;

        End(DatagramSocket socket) {
            this.socket = socket;
        }
    }

    private final String first;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final ProgramSteps program;
    private final DatagramRules rules = new DatagramRules();
    private final DatagramWire wire;
    private final Map<String, End> ends = new LinkedHashMap<>();
    private final DatagramSocket marker;
    private SocketAddress address;
    private int datagrams;

    DatagramSteps(List<String> peers, long seed, Names names, Events events, Ladder ladder,
            ProgramSteps program) throws IOException {
        first = peers.getFirst();
        this.names = names;
        this.events = events;
        this.ladder = ladder;
        this.program = program;
        wire = new DatagramWire(first, "program", seed);
        marker = socket();
        for (String peer : peers) {
            End end = new End(socket());
            ends.put(peer, end);
            Thread.startVirtualThread(() -> receive(peer, end));
        }
    }

    private static DatagramSocket socket() throws IOException {
        return new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    }

    /** Returns the port of the first peer. */
    int port() {
        return ends.get(first).socket.getLocalPort();
    }

    /** Returns how many datagrams of the program have come, once all that it has sent have been read. */
    int count() throws InterruptedException {
        drain(ends.get(first));
        return datagrams;
    }

    private void receive(String peer, End end) {
        byte[] buffer = new byte[MAX_DATAGRAM];
        while (!end.socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                end.socket.receive(packet);
            } catch (IOException _) {
                continue; // closed, or an ICMP message
            }
            byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
            SocketAddress from = packet.getSocketAddress();
            boolean isMarker = from.equals(marker.getLocalSocketAddress());
            if (!isMarker) {
                events.change(() -> {
                    ladder.datagram(peer + " <- program", bytes);
                    datagrams++;
                    address = from;
                });
            }
            wire.toPeer().send(bytes, isMarker ? drained(end) : arrival(peer, end, bytes, from));
        }
    }

    private DatagramWire.Outcome drained(End end) {
        return new DatagramWire.Outcome() {
            @Override
            public void delivered() {
                events.change(() -> end.drained = true);
            }

            @Override
            public void dropped() {
                delivered();
            }
        };
    }

    private DatagramWire.Outcome arrival(String peer, End end, byte[] bytes, SocketAddress from) {
        return new DatagramWire.Outcome() {
            @Override
            public void delivered() {
                List<DatagramRules.Reply> replies = new ArrayList<>();
                events.change(() -> {
                    if (!rules.isKnown(bytes)) {
                        end.input.add(bytes);
                    }
                    replies.addAll(rules.received(bytes, from));
                });
                replies.forEach(reply -> send(reply, from));
            }

            @Override
            public void dropped() {
                ladder.datagram(peer + " lost <- program", bytes);
            }
        };
    }

    private void send(DatagramRules.Reply reply, SocketAddress to) {
        if (reply.lost()) {
            ladder.datagram(reply.peer() + " -> lost", reply.bytes());
        } else if (reply.delay().isZero()) {
            sendNow(reply, to);
        } else {
            Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(reply.delay());
                    sendNow(reply, to);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void sendNow(DatagramRules.Reply reply, SocketAddress to) {
        wire.toProgram().send(reply.bytes(), new DatagramWire.Outcome() {
            @Override
            public void delivered() {
                synchronized (events) {
                    ladder.datagram(reply.peer() + " -> program", reply.bytes());
                    rules.delivered(reply);
                }
                try {
                    ends.get(reply.peer()).socket
                            .send(new DatagramPacket(reply.bytes(), reply.bytes().length, to));
                } catch (IOException _) {
                    // the program has closed its socket (ICMP), or the check is over
                }
            }

            @Override
            public void dropped() {
                ladder.datagram(reply.peer() + " -> lost", reply.bytes());
            }
        });
    }

    void run(CheckStep.OfDatagrams step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        switch (step) {
            case CheckStep.RepliesToDatagrams replies -> events.change(() -> rules.add(replies, names));
            case CheckStep.Treats treats -> events.change(() -> rules.add(treats, names));
            case CheckStep.SendsEvery every -> {
                Names own = names.fork();
                Thread.startVirtualThread(() -> sendEvery(every, own));
            }
            case CheckStep.ExpectsEach each -> expectEach(each);
            case CheckStep.WireFaults(var change) -> {
                ladder.event("the wire: " + change);
                wire.change(change);
            }
            case CheckStep.WireLost(String name) -> {
                List<Long> numbers;
                synchronized (events) {
                    numbers = rules.unanswered();
                }
                names.set(name, Numbers.text(numbers));
            }
        }
    }

    void run(CheckStep.OfPeer step) throws CheckFailedException, InconclusiveException, InterruptedException {
        switch (step) {
            case CheckStep.Sends sends -> {
                awaitAddress();
                send(sends.peer(), sends.bytes().bytes(names));
            }
            case CheckStep.Expects expects -> expect(expects);
            default -> throw new IllegalStateException("refused by the parser: " + step);
        }
    }

    private void send(String peer, byte[] bytes) {
        SocketAddress to;
        synchronized (events) {
            to = address;
        }
        sendNow(new DatagramRules.Reply(peer, 0, bytes, Duration.ZERO, false), to);
    }

    /** A peer knows where the program is once a datagram of it has come. */
    private void awaitAddress() throws CheckFailedException, InconclusiveException, InterruptedException {
        RunningProgram running = program.start();
        events.await(CheckRun.START, () -> address != null || running.hasEnded());
        if (address == null) {
            throw new CheckFailedException(Failure.silent("no datagram came", nothing(), new byte[0])
                    .with(symptom(running)));
        }
    }

    private static FieldBytes nothing() {
        return FieldBytes.of(new byte[0]);
    }

    private void sendEvery(CheckStep.SendsEvery step, Names own) {
        try {
            boolean known = events.await(Duration.ofDays(1), () -> address != null);
            while (known && !events.isOver() && !ends.get(first).socket.isClosed()) {
                send(step.peer(), step.bytes().bytes(own));
                Thread.sleep(step.interval());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void expectEach(CheckStep.ExpectsEach step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        RunningProgram running = program.start();
        new StepLimit(events, step.within(), program::waitedForProcessor).await(running::hasEnded);
        drain(ends.get(first));
        running.awaitOutput();
        String state = !running.hasEnded() ? ", and the program still runs"
                : running.status().orElse(-1) == 0 ? ", then the program ended"
                        : ", then the program ended with exit status " + running.status().orElse(-1);
        Optional<Failure> failure;
        synchronized (events) {
            failure = rules.failure(state);
        }
        if (failure.isPresent()) {
            throw new CheckFailedException(failure.get().with(symptom(running)));
        }
    }

    /** Reads what the program has sent: the judge's own datagram is the last in the peer's queue. */
    private void drain(End end) throws InterruptedException {
        for (int tries = 0; tries < DRAIN_TRIES && !end.drained; tries++) { // a full queue drops it
            try {
                marker.send(new DatagramPacket(new byte[0], 0, end.socket.getLocalSocketAddress()));
            } catch (IOException _) {
                return;
            }
            events.await(DRAIN, () -> end.drained);
        }
    }

    private Symptom symptom(RunningProgram running) {
        if (running.status().orElse(0) != 0) {
            return datagrams == 0 ? Symptom.ENDS_AT_ONCE : Symptom.CRASHES;
        }
        if (datagrams == 0) {
            return Symptom.SENDS_NOTHING;
        }
        return running.hasEnded() ? Symptom.WRONG_BYTES : Symptom.RUNS_ON;
    }

    private void expect(CheckStep.Expects step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        RunningProgram running = program.start();
        End end = ends.get(step.peer());
        if (step.what() instanceof Expectation.Nothing(Duration time)) {
            if (events.await(time, () -> !end.input.isEmpty())) {
                byte[] came = take(end);
                throw new CheckFailedException(Failure.wrong("a datagram came where none is expected yet",
                        nothing(), came, 0, ""));
            }
            return;
        }
        List<FieldBytes> choices = switch (step.what()) {
            case Expectation.Exactly(var bytes) -> List.of(bytes.value(names));
            case Expectation.OneOf(var several) -> several.stream().map(one -> one.value(names)).toList();
            default -> List.of();
        };
        StepLimit limit = new StepLimit(events, step.within(), program::waitedForProcessor);
        limit.await(() -> !end.input.isEmpty() || running.hasEnded());
        if (end.input.isEmpty()) {
            drain(end);
        }
        byte[] came = take(end);
        if (came == null) {
            throw new CheckFailedException(noDatagram(running, limit, choices.isEmpty() ? nothing()
                    : choices.getFirst()));
        }
        if (step.what() instanceof Expectation.Count(var count)) {
            requireLength(came, (int) count.value(names));
        } else {
            requireOne(came, choices);
        }
        step.as().ifPresent(name -> names.set(name, came));
    }

    private byte[] take(End end) {
        synchronized (events) {
            return end.input.poll();
        }
    }

    private Failure noDatagram(RunningProgram running, StepLimit limit, FieldBytes wanted) {
        return running.hasEnded()
                ? Failure.ended("no datagram came, then the program ended", wanted, new byte[0])
                        .with(symptom(running))
                : Failure.silent("no datagram came within " + limit.text(), wanted, new byte[0])
                        .with(datagrams == 0 ? Symptom.SENDS_NOTHING : Symptom.HANGS);
    }

    private static void requireLength(byte[] came, int size) throws CheckFailedException {
        if (came.length != size) {
            throw new CheckFailedException(Failure.wrong("a datagram of " + came.length + " bytes instead of "
                    + size, nothing(), came, Math.min(came.length, size), "length"));
        }
    }

    /** A datagram is compared whole: one more or less byte is wrong. */
    private static void requireOne(byte[] came, List<FieldBytes> choices) throws CheckFailedException {
        if (choices.stream().anyMatch(choice -> Arrays.equals(choice.bytes(), came))) {
            return;
        }
        FieldBytes wanted = choices.getFirst();
        int wrong = Arrays.mismatch(came, wanted.bytes());
        String message = (choices.size() > 1 ? "none of the " + choices.size() + " possible datagrams; " : "")
                + (wrong < came.length ? Expecting.wrongAt(wanted, came, wrong)
                        : wanted.place(wrong) + ": the datagram ends here");
        throw new CheckFailedException(Failure.wrong(message, wanted, came, wrong, wanted.field(wrong)));
    }

    @Override
    public void close() {
        ends.values().forEach(end -> end.socket.close());
        marker.close();
        wire.close();
    }
}
