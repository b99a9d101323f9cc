package netkit.lesson.judge;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.TreeSet;

import netkit.lab.wire.Amount;
import netkit.lesson.check.CheckPlan;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.Expectation;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;

/** The steps of peers that speak over TCP, and their connections. */
final class PeerSteps implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(20);
    private static final int BACKLOG = 50;
    /** Small, so that a peer that stalls is soon felt, whatever the system's default is. */
    private static final int RECEIVE_BUFFER = 64 * 1024;

    private final CheckPlan.Role role;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final Programs programs;
    private final ProgramSteps program;
    private final Map<String, PeerEnd> ends = new HashMap<>();
    private final Deque<Socket> accepted = new ArrayDeque<>();
    private final List<ServerSocket> listeners = new ArrayList<>();
    private int port;
    private int connections;
    /** How often the program had been started when a connection was made last. */
    private final Map<ProgramSteps, Integer> startsSeen = new HashMap<>();
    private PeerEnd lastEnd;
    private Consumer<Socket> taker;

    PeerSteps(CheckPlan.Role role, Names names, Events events, Ladder ladder, Programs programs) {
        this.role = role;
        this.names = names;
        this.events = events;
        this.ladder = ladder;
        this.programs = programs;
        program = programs.first();
    }

    /** Opens the port that a client is given, or chooses one for a server, and returns it. */
    int open() throws IOException {
        if (role == CheckPlan.Role.CONNECTS) {
            listen();
        } else {
            port = JudgePorts.next();
        }
        return port;
    }

    /** @param other takes each connection of the program instead of a peer */
    void giveTo(Consumer<Socket> other) {
        taker = other;
    }

    /** Returns how many connections there have been. */
    int connections() {
        return connections;
    }

    /** Returns the connection of the last step; empty if there is none. */
    Optional<PeerEnd> lastEnd() {
        return Optional.ofNullable(lastEnd);
    }

    /** Cuts the wire between all peers and the program, or heals it. */
    void wire(boolean cut) {
        ladder.act(cut ? "the wire is cut" : "the wire is healed");
        ends.values().forEach(end -> end.cut(cut));
    }

    /** A client that resolves localhost itself may try ::1 first. */
    private void listen() throws IOException {
        listen(JudgePorts.listen(RECEIVE_BUFFER, BACKLOG));
    }

    private void listen(ServerSocket first) {
        listeners.add(first);
        port = first.getLocalPort();
        try {
            listeners.add(JudgePorts.listen("::1", port, RECEIVE_BUFFER, BACKLOG));
        } catch (IOException _) {
            // no IPv6 here, or the port is taken there: most clients use the address that they are given
        }
        listeners.forEach(listener -> Thread.startVirtualThread(() -> accept(listener)));
    }

    /** Refuses connections from now on. */
    private void refuse() throws IOException, InterruptedException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
        listeners.clear();
        awaitRefusal();
    }

    /** Stops to listen, or listens at the same port again. */
    void listening(boolean on) throws IOException, InterruptedException {
        if (!on) {
            refuse();
            return;
        }
        while (listeners.isEmpty()) {
            try {
                listen(JudgePorts.listen("127.0.0.1", port, RECEIVE_BUFFER, BACKLOG));
            } catch (BindException e) { // for some milliseconds another process may have inherited a socket
                if (events.isOver()) {
                    throw e;
                }
                Thread.sleep(RETRY);
            }
        }
    }

    private void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket socket = listener.accept();
                if (taker != null) {
                    taker.accept(socket);
                    continue;
                }
                events.change(() -> {
                    connections++;
                    accepted.add(socket);
                    ladder.event("the program connects"
                            + (socket.getLocalAddress().getAddress().length > 4 ? ", to ::1" : ""));
                });
            }
        } catch (IOException _) {
            // closed at the end of the check
        }
    }

    void run(CheckStep.OfPeer step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (step) {
            case CheckStep.Listens _ -> {}
            case CheckStep.Connects(String peer, Optional<String> name) ->
                connect(peer, name.map(programs::of).orElse(program));
            case CheckStep.Accepts accepts -> accept(accepts);
            case CheckStep.Upgrades(String peer, var target) -> new MessageExpecting(end(peer), names,
                    new StepLimit(events, Optional.empty(), program::waitedForProcessor))
                    .upgrade(new String(target.bytes(names), StandardCharsets.UTF_8));
            case CheckStep.Refuses _ -> {
                refuse();
                ladder.event("nothing listens on port " + port);
            }
            case CheckStep.Sends sends -> send(sends);
            case CheckStep.Expects expects -> expect(expects);
            case CheckStep.Closes(String peer) -> end(peer).closeGently();
            case CheckStep.HalfCloses(String peer) -> end(peer).halfClose();
            case CheckStep.Resets(String peer) -> end(peer).reset();
            case CheckStep.Replies replies -> end(replies.peer()).reply(replies.bytes()
                    .map(reply -> new PeerEnd.AutoReply(replies.line().bytes(names), reply.bytes(names),
                            replies.delay()))
                    .orElse(null));
            case CheckStep.HasReplied replied -> replied(replied);
            case CheckStep.Stalls(String peer) -> end(peer).stall(true);
            case CheckStep.Reads reads -> {
                PeerEnd end = end(reads.peer());
                end.rate(reads.rate().orElse(0));
                end.stall(false);
            }
        }
    }

    private void replied(CheckStep.HasReplied step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        int count = end(step.peer()).replies();
        if (count < step.least() || count > step.most()) {
            throw new CheckFailedException(Failure.of("the program asked " + count
                    + (count == 1 ? " time" : " times") + " until now, where " + step.least() + " to "
                    + step.most() + " are expected", Symptom.WRONG_BYTES)
                    .with(count < step.least() ? "too few" : "too many"));
        }
    }

    /** Returns a peer's connection; a client's is accepted when a step first needs it. */
    private PeerEnd end(String peer)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        if (!ends.containsKey(peer)) {
            if (role == CheckPlan.Role.CONNECTS) {
                accept(new CheckStep.Accepts(peer, Optional.empty()));
            } else {
                connect(peer, program);
            }
        }
        lastEnd = ends.get(peer);
        return lastEnd;
    }

    private void add(String peer, Socket socket) throws IOException {
        PeerEnd before = ends.put(peer, new PeerEnd(peer, events, ladder, socket));
        lastEnd = ends.get(peer);
        if (before != null) {
            before.close();
        }
    }

    private void accept(CheckStep.Accepts step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        RunningProgram running = program.start();
        Duration time = step.within().orElse(connections == 0 ? CheckRun.START : CheckRun.QUIET);
        events.await(time, () -> !accepted.isEmpty() || running.hasEnded());
        Socket socket;
        synchronized (events) {
            socket = accepted.poll();
        }
        if (socket == null) {
            running.awaitOutput();
            throw StartFailures.noConnection(running, connections, port, time);
        }
        add(step.peer(), socket);
    }

    private void connect(String peer, ProgramSteps to)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        RunningProgram running = to.start();
        int number = to.port();
        long until = System.nanoTime() + CheckRun.START.toNanos();
        boolean first = startsSeen.getOrDefault(to, 0) < to.starts();
        while (true) {
            for (String host : List.of("127.0.0.1", "::1")) {
                Optional<Socket> socket = tryConnect(host, number);
                if (socket.isPresent()) {
                    connections++;
                    startsSeen.put(to, to.starts());
                    ladder.event(peer + " connects" + (programs.all().size() > 1 ? " to " + to.name() : "")
                            + (host.equals("::1") ? " to ::1" : ""));
                    add(peer, socket.get());
                    return;
                }
            }
            boolean over = events.isOver() || System.nanoTime() > until;
            if (running.hasEnded() || over || !first && isNotListening(running, number)) {
                running.awaitOutput();
                throw StartFailures.noPort(running, number, first);
            }
            events.await(RETRY, running::hasEnded);
        }
    }

    /** A server that has listened once and does not any more has closed its port. */
    private boolean isNotListening(RunningProgram running, int number)
            throws InterruptedException {
        return !events.await(Duration.ofSeconds(2), running::hasEnded) && !listens(number);
    }

    /** Whether some program listens on the port. */
    boolean listens(int number) {
        return tryConnect("127.0.0.1", number).map(socket -> {
            try {
                socket.close();
            } catch (IOException _) {
                // it was a probe
            }
            return true;
        }).orElse(false);
    }

    /** Another program that is being started right now may have inherited a closed socket, for some milliseconds. */
    private void awaitRefusal() throws InterruptedException {
        while (listens(port) && !events.isOver()) {
            Thread.sleep(RETRY);
        }
    }

    private Optional<Socket> tryConnect(String host, int number) {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), number),
                    (int) CheckRun.QUIET.toMillis());
            return Optional.of(socket);
        } catch (IOException _) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return Optional.empty();
        }
    }

    private void send(CheckStep.Sends step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        byte[] bytes = step.bytes().bytes(names);
        PeerEnd end = end(step.peer());
        end.send(pieces(bytes, step.division()), step.pause());
        Duration quiet = CheckRun.QUIET.plus(step.pause());
        if (!events.awaitMove(quiet, end::hasSent)) {
            throw new CheckFailedException(Failure.silent("the program stopped reading: " + end.sent().length
                    + " bytes were accepted, then nothing for " + Amount.text(quiet),
                    FieldBytes.of(new byte[0]),
                    end.pending()).with(Symptom.HANGS));
        }
    }

    static byte[][] pieces(byte[] bytes, CheckStep.Division division) {
        TreeSet<Integer> cuts = new TreeSet<>();
        switch (division) {
            case CheckStep.Division.Whole _ -> {}
            case CheckStep.Division.At(List<Integer> indices) -> cuts.addAll(indices);
            case CheckStep.Division.Pieces(int size) -> {
                for (int i = size; i < bytes.length; i += size) {
                    cuts.add(i);
                }
            }
        }
        cuts.removeIf(cut -> cut <= 0 || cut >= bytes.length);
        cuts.add(bytes.length);
        byte[][] pieces = new byte[cuts.size()][];
        int from = 0;
        int i = 0;
        for (int cut : cuts) {
            pieces[i++] = Arrays.copyOfRange(bytes, from, cut);
            from = cut;
        }
        return pieces;
    }

    private void expect(CheckStep.Expects step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        PeerEnd end = end(step.peer());
        Expectation what = step.what();
        byte[] received = new Expecting(events, end, names, new StepLimit(events, step.within(),
                program::waitedForProcessor)).run(what);
        step.as().ifPresent(name -> names.set(name, received));
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
        ends.values().forEach(PeerEnd::close);
        synchronized (events) {
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }
}
