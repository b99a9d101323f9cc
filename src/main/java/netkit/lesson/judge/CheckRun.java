package netkit.lesson.judge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;

import netkit.lab.wire.Amount;
import netkit.lab.wire.WireChange;
import netkit.lesson.check.Check;
import netkit.lesson.check.CheckPlan;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.Expectation;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;
import netkit.lesson.check.Observation;
import netkit.net.PortHolder;

/** One run of one check: the student's program, and the peers that the judge plays. */
final class CheckRun implements AutoCloseable {
    /** How long nothing may move where a step names no time. */
    static final Duration QUIET = Duration.ofSeconds(10);
    static final Duration START = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(20);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int BACKLOG = 50;
    /** Where the files that a program is given are kept, beside the program. */
    private static final String FILES = ".netkit/files";
    /** Small, so that a peer that stalls is soon felt, whatever the system's default is. */
    private static final int RECEIVE_BUFFER = 64 * 1024;

    private final Check check;
    private final CheckPlan.Role role;
    private final long seed;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final ProgramSteps program;
    private final CaptureSteps captures;
    private final Map<String, PeerEnd> ends = new HashMap<>();
    private final Deque<Socket> accepted = new ArrayDeque<>();
    private final List<ServerSocket> listeners = new ArrayList<>();
    private int port;
    private int connections;
    private boolean wireCut;
    private PeerEnd lastEnd;
    /** Of exercises that send datagrams. */
    private DatagramSteps datagrams;
    private OptionalLong value = OptionalLong.empty();

    CheckRun(Check check, CheckPlan.Role role, StudentProgram student, long seed) {
        this.check = check;
        this.seed = seed;
        this.role = role;
        names = new Names(seed, check.id());
        events = new Events(check.limit());
        ladder = new Ladder(events);
        program = new ProgramSteps(student, role, names, events, ladder);
        captures = new CaptureSteps(check.id(), student.folder().resolve(FILES), names, events, ladder,
                program);
    }

    Ladder ladder() {
        return ladder;
    }

    OptionalLong value() {
        return value;
    }

    boolean hasCutWire() {
        return wireCut;
    }

    byte[] printed() {
        return program.program().map(RunningProgram::printed).orElse(new byte[0]);
    }

    /** Opens the port that the program is given. */
    void open() throws IOException {
        switch (role) {
            case CONNECTS -> listen();
            case SENDS_DATAGRAMS -> {
                datagrams = new DatagramSteps(check.peers(), seed, names, events, ladder, program);
                port = datagrams.port();
            }
            case LISTENS, READS_FILES -> port = JudgePorts.next();
        }
        program.port(port);
    }

    /** A client that resolves localhost itself may try ::1 first. */
    private void listen() throws IOException {
        ServerSocket first = JudgePorts.listen(RECEIVE_BUFFER, BACKLOG);
        listeners.add(first);
        port = first.getLocalPort();
        try {
            listeners.add(JudgePorts.listen("::1", port, RECEIVE_BUFFER, BACKLOG));
        } catch (IOException _) {
            // no IPv6 here, or the port is taken there: most clients use the address that they are given
        }
        listeners.forEach(listener -> Thread.startVirtualThread(() -> accept(listener)));
    }

    private void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket socket = listener.accept();
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

    void run(Check.Line line)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (line.step()) {
            case CheckStep.Let let -> let.run(names);
            case CheckStep.Wait(Duration time) -> Thread.sleep(time);
            case CheckStep.Say(String text) -> ladder.event("(" + text + ")");
            case CheckStep.Value(var number) -> value = OptionalLong.of(number.value(names));
            case CheckStep.Counted counted -> value = OptionalLong.of(switch (counted) {
                case DATAGRAMS -> datagrams.count();
                case SOCKETS -> PortHolder.sockets(port)
                        .orElseThrow(() -> new InconclusiveException(
                                "this system has no table of sockets in /proc"));
            });
            case CheckStep.ValuePrinted(var pattern) ->
                value = OptionalLong.of(program.printedNumber(pattern));
            case CheckStep.Java java ->
                throw new InconclusiveException("there is no Java check '" + java.name() + "'");
            case CheckStep.Wire wire -> wire(wire);
            case CheckStep.OfCapture step -> captures.run(step);
            case CheckStep.OfProgram step -> {
                captures.write();
                program.run(step);
            }
            case CheckStep.OfDatagrams step -> datagrams.run(step);
            case CheckStep.OfPeer step -> {
                if (datagrams != null) {
                    datagrams.run(step);
                } else {
                    peer(step);
                }
            }
        }
    }

    private void wire(CheckStep.Wire wire)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        if (datagrams != null) {
            datagrams.run(new CheckStep.WireFaults(WireChange.parse(wire.cut() ? "cut" : "heal")));
            return;
        }
        wireCut |= wire.cut();
        ladder.event(wire.cut() ? "the wire is cut" : "the wire is healed");
        ends.values().forEach(end -> end.cut(wire.cut()));
    }

    private void peer(CheckStep.OfPeer step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (step) {
            case CheckStep.Listens _ -> {}
            case CheckStep.Connects(String peer) -> connect(peer);
            case CheckStep.Accepts accepts -> accept(accepts);
            case CheckStep.Refuses _ -> {
                for (ServerSocket listener : listeners) {
                    listener.close();
                }
                awaitRefusal();
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
                connect(peer);
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
        Duration time = step.within().orElse(connections == 0 ? START : QUIET);
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

    private void connect(String peer)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        RunningProgram running = program.start();
        long until = System.nanoTime() + START.toNanos();
        boolean first = connections == 0;
        while (true) {
            for (String host : List.of("127.0.0.1", "::1")) {
                Optional<Socket> socket = tryConnect(host);
                if (socket.isPresent()) {
                    connections++;
                    ladder.event(peer + " connects" + (host.equals("::1") ? " to ::1" : ""));
                    add(peer, socket.get());
                    return;
                }
            }
            boolean over = events.isOver() || System.nanoTime() > until;
            if (running.hasEnded() || over || !first && isNotListening(running)) {
                running.awaitOutput();
                throw StartFailures.noPort(running, port, first);
            }
            events.await(RETRY, running::hasEnded);
        }
    }

    /** A server that has listened once and does not any more has closed its port. */
    private boolean isNotListening(RunningProgram running) throws InterruptedException {
        return !events.await(Duration.ofSeconds(2), running::hasEnded) && !listens();
    }

    /** Whether some program listens on the port. */
    private boolean listens() {
        return tryConnect("127.0.0.1").map(socket -> {
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
        while (listens() && !events.isOver()) {
            Thread.sleep(RETRY);
        }
    }

    private Optional<Socket> tryConnect(String host) {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), (int) QUIET.toMillis());
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
        Duration quiet = QUIET.plus(step.pause());
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

    /** Describes what was seen when a step failed. */
    Observation observation(Check.Line line, Failure failure) throws InterruptedException {
        RunningProgram running = program.program().orElse(null);
        if (running != null && lastEnd != null && lastEnd.isOver()) {
            events.await(LAST_WORDS, running::hasEnded); // a process that ends closes its connections first
        }
        if (running != null) {
            running.awaitOutput();
        }
        Symptom symptom = StartFailures.conclude(failure, running, lastEnd);
        return new Observation(check.id(), line.text(), symptom.id(), names, failure.expected(),
                failure.received(), lastEnd == null ? new byte[0] : lastEnd.received(),
                lastEnd == null ? new byte[0] : lastEnd.sent(), failure.wrongByte(), failure.field(),
                printed(),
                running == null ? OptionalInt.empty() : running.status(), failure.silence(),
                lastEnd != null && lastEnd.hasEnded(), lastEnd != null && lastEnd.wasReset(), connections,
                failure.frame(), failure.status(), failure.headers(),
                failure.number());
    }

    /** Returns which other program has taken the port between the judge's choice and the start, if one has. */
    Optional<String> portHolder() {
        boolean gone = role == CheckPlan.Role.LISTENS && program.program().filter(ended -> ended.hasEnded()
                && !PortHolder.listening(ended.processes()).contains(port)).isPresent();
        return gone && listens() ? PortHolder
                .of(PortHolder.Protocol.TCP, new InetSocketAddress("127.0.0.1", port))
                .or(() -> Optional.of("another program listens on port " + port)) : Optional.empty();
    }

    /** Returns the longest time for which the program was ready to go on, and got no processor. */
    Duration waitedForProcessor() {
        return program.waitedForProcessor();
    }

    @Override
    public void close() throws IOException {
        program.close();
        if (datagrams != null) {
            datagrams.close();
        }
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
