package netkit.lesson.judge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import netkit.lab.wire.WireChange;
import netkit.lesson.check.Check;
import netkit.lesson.check.CheckPlan;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.Names;
import netkit.lesson.check.Observation;
import netkit.net.PortHolder;

/** One run of one check: the student's program, and the peers that the judge plays. */
final class CheckRun implements AutoCloseable {
    /** How long nothing may move where a step names no time. */
    static final Duration QUIET = Duration.ofSeconds(10);
    static final Duration START = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    /** Where the files that a program is given are kept, beside the program. */
    private static final String FILES = ".netkit/files";

    private final Check check;
    private final CheckPlan.Role role;
    private final boolean keepsFile;
    private final Path files;
    private final long seed;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final Programs programs;
    private final ProgramSteps program;
    private final CaptureSteps captures;
    private final MessageSteps messages;
    private final PeerSteps peers;
    private final RoomSteps rooms;
    private final ChoiceSteps choices;
    /** The server beside the program of a measure; null if there is none. */
    private StudentProgram server;
    private RunningProgram runningServer;
    private int port;
    private boolean wireCut;
    /** Of exercises that send datagrams. */
    private DatagramSteps datagrams;
    /** Of exercises that keep a file. */
    private FileSteps file;
    /** Of checks with steps of a queue. */
    private QueueSteps queue;
    /** Of servers that join a bus. */
    private BusSteps bus;
    private OptionalLong value = OptionalLong.empty();

    /** @param keepsFile whether the program is given a file */
    CheckRun(Check check, CheckPlan.Role role, boolean keepsFile, StudentProgram student, long seed) {
        this.check = check;
        this.seed = seed;
        this.role = role;
        this.keepsFile = keepsFile;
        names = new Names(seed, check.id());
        events = new Events(check.limit());
        ladder = new Ladder(events);
        programs = new Programs(check.programs(),
                name -> new ProgramSteps(name, student, role, names, events, ladder));
        program = programs.first();
        files = student.folder().resolve(FILES);
        captures = new CaptureSteps(check.id(), files, names, events, ladder, program);
        messages = new MessageSteps(files.resolve(check.id() + ".txt"), names, events, ladder, program);
        peers = new PeerSteps(role, names, events, ladder, programs);
        rooms = new RoomSteps(check, names, events, ladder, program);
        choices = new ChoiceSteps(student.text(), names, events, ladder);
    }

    Ladder ladder() {
        return ladder;
    }

    OptionalLong value() {
        return value.isPresent() ? value : rooms.value();
    }

    /** Returns what the result does not show. */
    List<String> notes() {
        List<String> notes = new ArrayList<>(choices.notes());
        if (wireCut) {
            notes.add("wire cut on one machine: the judge neither reads nor sends,"
                    + " but the system still acknowledges");
        }
        return notes;
    }

    /** Returns which limit a program exceeded, for which it was ended. */
    Optional<String> excess() {
        return programs.all().stream().flatMap(one -> one.program().stream()).map(RunningProgram::excess)
                .filter(why -> !why.isEmpty()).findFirst();
    }

    byte[] printed() {
        return programs.last().program().map(RunningProgram::printed).orElse(new byte[0]);
    }

    /** Opens the port and makes the folder of the file that the program is given. */
    void open() throws IOException {
        if (role == CheckPlan.Role.SENDS_DATAGRAMS) {
            datagrams = new DatagramSteps(check.peers(), seed, names, events, ladder, program);
        }
        if (check.lines().stream().anyMatch(line -> line.step() instanceof CheckStep.OfQueue)) {
            queue = new QueueSteps(names, events, ladder, programs, peers);
            peers.giveTo(queue::serve);
        }
        if (keepsFile) {
            file = new FileSteps(files.resolve(check.id()), names, events, ladder, programs);
            programs.all().forEach(one -> one.keeps(file.file()));
        }
        port = datagrams == null ? peers.open() : datagrams.port();
        for (ProgramSteps one : programs.all()) {
            one.port(role.isServer() && one != program ? JudgePorts.next() : port);
        }
        if (role == CheckPlan.Role.JOINS_BUS) {
            bus = new BusSteps(events, ladder, programs);
            programs.all().forEach(one -> one.bus(bus.port()));
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
            case CheckStep.OfRooms step -> rooms.run(step);
            case CheckStep.OfBus step -> bus.run(step);
            case CheckStep.OfMessages step -> messages.run(step);
            case CheckStep.OfChoice step -> choices.run(step);
            case CheckStep.ServerIs _ -> startServer();
            case CheckStep.OfProgram step -> {
                captures.write();
                program.run(step);
            }
            case CheckStep.Named step -> programs.run(step);
            case CheckStep.OfFile step -> file.run(step);
            case CheckStep.QueueValue(String name, var metric) ->
                value = OptionalLong.of(queue.number(name, metric));
            case CheckStep.OfQueue step -> queue.run(step);
            case CheckStep.OfDatagrams step -> datagrams.run(step);
            case CheckStep.OfPeer step -> {
                if (datagrams != null) {
                    datagrams.run(step);
                } else {
                    peers.run(step);
                }
            }
        }
    }

    /** @param program a server that a measure needs, which is given the port of the program that is measured */
    void server(StudentProgram program) {
        server = program;
    }

    private void startServer() throws CheckFailedException, InterruptedException, IOException {
        runningServer = RunningProgram.start(events, server,
                server.words("127.0.0.1", port, true, Optional.empty(), OptionalInt.empty()));
        if (!events.await(START,
                () -> runningServer.hasEnded() || Observation.contains(runningServer.printed(),
                        "listening on".getBytes(StandardCharsets.US_ASCII)))
                || runningServer.hasEnded()) {
            throw new CheckFailedException(Failure.of("the server does not listen", Symptom.NO_PORT));
        }
    }

    private void wire(CheckStep.Wire wire)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        if (datagrams != null) {
            datagrams.run(new CheckStep.WireFaults(WireChange.parse(wire.cut() ? "cut" : "heal")));
            return;
        }
        wireCut |= wire.cut();
        peers.wire(wire.cut());
    }

    /** Describes what was seen when a step failed. */
    Observation observation(Check.Line line, Failure failure) throws InterruptedException {
        RunningProgram running = programs.last().program().orElse(null);
        PeerEnd lastEnd = peers.lastEnd().orElse(null);
        if (running != null && lastEnd != null && lastEnd.isOver()) {
            events.await(LAST_WORDS, running::hasEnded); // a process that ends closes its connections first
        }
        if (running != null) {
            running.awaitOutput();
        }
        Symptom symptom = StartFailures.conclude(failure, running, lastEnd);
        return new Observation(check.id(), line.text(), symptom.id(), names, failure.expected(),
                failure.received(), all(lastEnd), sent(lastEnd), failure.wrongByte(), failure.field(),
                printed(),
                running == null ? OptionalInt.empty() : running.status(), failure.silence(),
                lastEnd != null && lastEnd.hasEnded(), lastEnd != null && lastEnd.wasReset(),
                queue == null ? peers.connections() : queue.connections(),
                failure.frame(), failure.status(), failure.headers(),
                failure.number());
    }

    private byte[] all(PeerEnd end) {
        return queue != null ? queue.received() : end == null ? new byte[0] : end.received();
    }

    private byte[] sent(PeerEnd end) {
        if (role == CheckPlan.Role.CHOOSES_TRANSPORTS) {
            return choices.chosen();
        }
        return queue != null ? queue.sent() : end == null ? rooms.sent() : end.sent();
    }

    /** Returns which other program has taken a port between the judge's choice and the start, if one has. */
    Optional<String> portHolder() {
        return role.isServer() ? programs.all().stream().flatMap(one -> portHolder(one).stream()).findFirst()
                : Optional.empty();
    }

    private Optional<String> portHolder(ProgramSteps one) {
        int number = one.port();
        boolean gone = one.program().filter(ended -> ended.hasEnded()
                && !PortHolder.listening(ended.processes()).contains(number)).isPresent();
        return gone && peers.listens(number) ? PortHolder
                .of(PortHolder.Protocol.TCP, new InetSocketAddress("127.0.0.1", number))
                .or(() -> Optional.of("another program listens on port " + number)) : Optional.empty();
    }

    /** Returns the longest time for which the program was ready to go on, and got no processor. */
    Duration waitedForProcessor() {
        return programs.waitedForProcessor();
    }

    @Override
    public void close() throws IOException {
        programs.close();
        if (runningServer != null) {
            runningServer.close();
        }
        if (file != null) {
            file.close();
        }
        if (queue != null) {
            queue.close();
        }
        if (bus != null) {
            bus.close();
        }
        if (datagrams != null) {
            datagrams.close();
        }
        peers.close();
    }
}
