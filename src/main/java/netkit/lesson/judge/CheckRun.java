package netkit.lesson.judge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

import netkit.lab.wire.Amount;
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
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(20);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int BACKLOG = 50;

    private final Check check;
    private final CheckPlan.Role role;
    private final StudentProgram student;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final Map<String, PeerEnd> ends = new HashMap<>();
    private final Deque<Socket> accepted = new ArrayDeque<>();
    private final List<ServerSocket> listeners = new java.util.ArrayList<>();
    private RunningProgram program;
    private int port;
    private int connections;
    private boolean wireCut;
    private PeerEnd lastEnd;
    private OptionalLong value = OptionalLong.empty();

    CheckRun(Check check, CheckPlan.Role role, StudentProgram student, long seed) {
        this.check = check;
        this.role = role;
        this.student = student;
        names = new Names(seed, check.id());
        events = new Events(check.limit());
        ladder = new Ladder(events);
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
        return program == null ? new byte[0] : program.printed();
    }

    /** Opens the port that the program is given. */
    void open() throws IOException {
        if (role == CheckPlan.Role.CONNECTS) {
            listen();
        } else {
            port = freePort();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return probe.getLocalPort();
        }
    }

    /** A client that resolves localhost itself may try ::1 first. */
    private void listen() throws IOException {
        ServerSocket four = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
        listeners.add(four);
        port = four.getLocalPort();
        try {
            listeners.add(new ServerSocket(port, BACKLOG, InetAddress.getByName("::1")));
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
            case CheckStep.Java java ->
                throw new InconclusiveException("there is no Java check '" + java.name() + "'");
            case CheckStep.Wire wire -> wire(wire);
            case CheckStep.OfProgram step -> program(step);
            case CheckStep.OfPeer step -> peer(step);
        }
    }

    private void wire(CheckStep.Wire wire) {
        boolean cut = wire.fault() == CheckStep.Wire.Fault.CUT;
        wireCut |= cut;
        ladder.event(cut ? "the wire is cut" : "the wire is healed");
        ends.values().forEach(end -> end.cut(cut));
    }

    private void start() throws InconclusiveException {
        if (program != null && !program.hasEnded()) {
            return;
        }
        List<String> words = student.words("127.0.0.1", port, role != CheckPlan.Role.LISTENS);
        try {
            ladder.event("the program starts, with port " + port);
            program = RunningProgram.start(events, student, words);
        } catch (IOException e) {
            throw new InconclusiveException("cannot start '" + words.getFirst() + "': " + e.getMessage());
        }
    }

    private void program(CheckStep.OfProgram step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        switch (step) {
            case CheckStep.Starts _ -> start();
            case CheckStep.IsKilled _ -> {
                start();
                ladder.event("the program is killed");
                program.kill();
            }
            case CheckStep.Types(var text) -> {
                start();
                program.type(text.bytes(names));
            }
            case CheckStep.Prints prints -> prints(prints);
            case CheckStep.NeverPrints(var text) -> {
                start();
                program.awaitOutput();
                FieldBytes bytes = text.value(names);
                if (Expecting.contains(program.printed(), bytes.bytes())) {
                    throw new CheckFailedException(Failure.wrong("the program printed "
                            + ByteText.of(bytes.bytes(), 50) + ", which it should not",
                            bytes, program.printed(), -1, ""));
                }
            }
            case CheckStep.GoesOn(Duration time) -> {
                start();
                if (events.await(time, program::hasEnded)) {
                    throw new CheckFailedException(Failure.of("the program ended, with exit status "
                            + program.status().orElse(-1), Symptom.CLOSES_EARLY));
                }
            }
            case CheckStep.Ends ends -> ends(ends);
        }
    }

    private void prints(CheckStep.Prints step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        start();
        FieldBytes text = step.text().value(names);
        Duration quiet = step.within().orElse(QUIET);
        events.awaitMove(quiet, () -> hasPrinted(text.bytes(), step.whole()) || program.isSilent());
        if (hasPrinted(text.bytes(), step.whole())) {
            return;
        }
        String what = (step.whole() ? "the line " : "") + ByteText.of(text.bytes(), 40);
        if (program.hasEnded()) {
            program.awaitOutput();
            if (hasPrinted(text.bytes(), step.whole())) {
                return;
            }
            throw new CheckFailedException(Failure.ended("the program ended, with exit status "
                    + program.status().orElse(-1) + ", and has not printed " + what, text, lastLine()));
        }
        byte[] before = program.printed();
        program.terminate(LAST_WORDS);
        boolean late = hasPrinted(text.bytes(), step.whole()) && program.printed().length > before.length;
        Failure failure = Failure
                .silent("the program has not printed " + what + " within " + Amount.text(quiet)
                        + (late ? ", but did when it was ended" : ""), text, lastLine());
        throw new CheckFailedException(late ? failure.with(Symptom.NO_OUTPUT) : failure.with(Symptom.HANGS));
    }

    private byte[] lastLine() {
        String text = new String(program.printed(), StandardCharsets.ISO_8859_1).stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean hasPrinted(byte[] text, boolean whole) {
        byte[] printed = program.printed();
        if (!whole) {
            return Expecting.contains(printed, text);
        }
        String wanted = new String(text, StandardCharsets.ISO_8859_1);
        return new String(printed, StandardCharsets.ISO_8859_1).lines().anyMatch(wanted::equals);
    }

    private void ends(CheckStep.Ends step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        start();
        Duration time = step.within().orElse(QUIET);
        if (!events.awaitMove(time, program::hasEnded)) {
            throw new CheckFailedException(Failure.silent("the program still runs after " + Amount.text(time)
                    + " in which nothing happened", FieldBytes.of(new byte[0]), lastLine())
                    .with(Symptom.RUNS_ON));
        }
        program.awaitOutput();
        int status = program.status().orElse(-1);
        boolean right = step.failure() ? status != 0
                : step.status().isEmpty() || step.status().getAsInt() == status;
        if (!right) {
            String wanted = step.failure() ? "one that tells of a failure, such as 1"
                    : String.valueOf(step.status().getAsInt());
            throw new CheckFailedException(Failure
                    .of("the program ended with exit status " + status + " instead of "
                            + wanted, status == 0 ? Symptom.CLOSES_EARLY : Symptom.CRASHES)
                    .with("exit status"));
        }
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
                ladder.event("nothing listens on port " + port);
            }
            case CheckStep.Sends sends -> send(sends);
            case CheckStep.Expects expects -> expect(expects);
            case CheckStep.Closes(String peer) -> end(peer).closeGently();
            case CheckStep.HalfCloses(String peer) -> end(peer).halfClose();
            case CheckStep.Resets(String peer) -> end(peer).reset();
            case CheckStep.Stalls(String peer) -> end(peer).stall(true);
            case CheckStep.Reads reads -> {
                PeerEnd end = end(reads.peer());
                end.rate(reads.rate().orElse(0));
                end.stall(false);
            }
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
        start();
        Duration time = step.within().orElse(connections == 0 ? START : QUIET);
        events.await(time, () -> !accepted.isEmpty() || program.hasEnded());
        Socket socket;
        synchronized (events) {
            socket = accepted.poll();
        }
        if (socket == null) {
            program.awaitOutput();
            throw StartFailures.noConnection(program, connections, port, time);
        }
        add(step.peer(), socket);
    }

    private void connect(String peer)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        start();
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
            if (program.hasEnded() || over || !first && isNotListening()) {
                program.awaitOutput();
                throw StartFailures.noPort(program, port, first);
            }
            events.await(RETRY, program::hasEnded);
        }
    }

    /** A server that has listened once and does not any more has closed its port. */
    private boolean isNotListening() throws InterruptedException {
        return !events.await(Duration.ofSeconds(2), program::hasEnded)
                && tryConnect("127.0.0.1").map(socket -> {
                    try {
                        socket.close();
                    } catch (IOException _) {
                        // it was a probe
                    }
                    return false;
                }).orElse(true);
    }

    private Optional<Socket> tryConnect(String host) {
        Socket socket = new Socket();
        try {
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
        byte[] received = new Expecting(events, end, names, step.within().orElse(QUIET)).run(what);
        step.as().ifPresent(name -> names.set(name, received));
    }

    /** Describes what was seen when a step failed. */
    Observation observation(Check.Line line, Failure failure) throws InterruptedException {
        if (program != null && lastEnd != null && lastEnd.isOver()) {
            events.await(LAST_WORDS, program::hasEnded); // a process that ends closes its connections first
        }
        if (program != null) {
            program.awaitOutput();
        }
        Symptom symptom = StartFailures.conclude(failure, program, lastEnd);
        return new Observation(check.id(), line.text(), symptom.id(), names, failure.expected(),
                failure.received(), lastEnd == null ? new byte[0] : lastEnd.received(),
                lastEnd == null ? new byte[0] : lastEnd.sent(), failure.wrongByte(), failure.field(),
                printed(),
                program == null ? java.util.OptionalInt.empty() : program.status(), failure.silence(),
                lastEnd != null && lastEnd.hasEnded(), lastEnd != null && lastEnd.wasReset(), connections,
                failure.frame(), failure.status(), failure.headers());
    }

    /** Whether another program has taken the port between the judge's choice and the start. */
    Optional<String> portHolder() {
        return role == CheckPlan.Role.LISTENS && program != null && connections == 0 && program.hasEnded()
                ? PortHolder.of(PortHolder.Protocol.TCP, new InetSocketAddress("127.0.0.1", port))
                : Optional.empty();
    }

    Set<Long> processes() {
        return program == null ? Set.of() : program.processes();
    }

    @Override
    public void close() throws IOException {
        if (program != null) {
            program.close();
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
