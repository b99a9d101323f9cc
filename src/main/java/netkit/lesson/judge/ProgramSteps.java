package netkit.lesson.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import netkit.lesson.check.CheckPlan;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.FileLines;
import netkit.lesson.check.Names;
import netkit.lesson.check.Observation;
import netkit.lesson.check.Within;

/** The steps of a check that concern the student's program: its start, its output, its end. */
final class ProgramSteps implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final String name;
    private final StudentProgram student;
    private final CheckPlan.Role role;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private RunningProgram program;
    private int port;
    private Path file;
    private Optional<Path> kept = Optional.empty();
    private OptionalInt bus = OptionalInt.empty();
    private int starts;
    /** Of the runs before this one. */
    private Duration waited = Duration.ZERO;

    /** @param name for the ladder, such as {@code the program} */
    ProgramSteps(String name, StudentProgram student, CheckPlan.Role role, Names names, Events events,
            Ladder ladder) {
        this.name = name;
        this.student = student;
        this.role = role;
        this.names = names;
        this.events = events;
        this.ladder = ladder;
    }

    /** @param number of the port that the program is given */
    void port(int number) {
        port = number;
    }

    /** @param name of the file that the program is given instead of an address */
    void file(Path name) {
        file = name;
    }

    /** @param number of the bus's port, which the program is given behind the address */
    void bus(int number) {
        bus = OptionalInt.of(number);
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** @param name of the file that the program is given behind the address */
    void keeps(Path name) {
        kept = Optional.of(name);
    }

    /** Returns how often it has been started. */
    int starts() {
        return starts;
    }

    /** Returns a path as the student would type it. */
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    /** Returns the last run of the program; empty before the first. */
    Optional<RunningProgram> program() {
        return Optional.ofNullable(program);
    }

    /** Starts the program unless it has been started: one that has ended is not started again by itself. */
    RunningProgram start() throws InconclusiveException {
        return program == null ? restart() : program;
    }

    private RunningProgram restart() throws InconclusiveException {
        List<String> words = role == CheckPlan.Role.KEEPS_ROOMS ? student.words()
                : file != null ? student.words(file)
                        : student.words("127.0.0.1", port, !role.isServer(), kept, bus);
        try {
            starts++;
            ladder.event(name + " starts" + (role == CheckPlan.Role.KEEPS_ROOMS ? ""
                    : ", with " + (file != null ? shown(file) : "port " + port)
                            + bus.stream().mapToObj(number -> " and bus " + number)
                                    .collect(Collectors.joining())
                            + kept.map(path -> " and " + shown(path)).orElse("")));
            close();
            program = RunningProgram.start(events, student, words);
            return program;
        } catch (IOException e) {
            throw new InconclusiveException("cannot start '" + words.getFirst() + "': " + e.getMessage());
        }
    }

    void run(CheckStep.OfProgram step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        switch (step) {
            case CheckStep.Starts _ -> restart();
            case CheckStep.ProgramIs _,CheckStep.ServerIs _ -> {} // the judge has prepared it
            case CheckStep.ValuePrinted(var pattern) -> printedNumber(pattern);
            case CheckStep.IsKilled _ -> {
                start();
                ladder.act(name + " is killed");
                program.kill();
            }
            case CheckStep.Types(var text) -> {
                start();
                program.type(text.bytes(names));
            }
            case CheckStep.Prints prints -> prints(prints);
            case CheckStep.PrintsLines lines -> printsLines(lines);
            case CheckStep.NeverPrints(var text) -> {
                start();
                program.awaitOutput();
                FieldBytes bytes = text.value(names);
                if (Observation.contains(program.printed(), bytes.bytes())) {
                    throw new CheckFailedException(Failure.wrong("the program printed "
                            + ByteText.of(bytes.bytes(), 50) + ", which it should not",
                            FieldBytes.of(new byte[0]), lineWith(bytes.bytes()), -1, ""));
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
            case CheckStep.Reports(String label, var value) -> {
                start();
                program.awaitOutput();
                Optional<Failure> failure = ReportedNumbers.failure(label,
                        new String(value.bytes(names), StandardCharsets.UTF_8),
                        new String(program.printed(), StandardCharsets.UTF_8), names);
                if (failure.isPresent()) {
                    throw new CheckFailedException(failure.get());
                }
            }
        }
    }

    /** Returns the number in the first group of the first match in the output. */
    long printedNumber(Pattern pattern)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        start();
        program.awaitOutput();
        Matcher match = pattern.matcher(new String(program.printed(), StandardCharsets.UTF_8));
        if (!match.find() || match.groupCount() < 1 || !match.group(1).matches("[\\d,]{1,18}")) {
            throw new CheckFailedException(
                    Failure.of("the program printed no number that fits \"" + pattern + "\"",
                            Symptom.WRONG_BYTES));
        }
        return Long.parseLong(match.group(1).replace(",", ""));
    }

    private void prints(CheckStep.Prints step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        start();
        FieldBytes text = step.text().value(names);
        StepLimit limit = new StepLimit(events, step.within(), this::waitedForProcessor);
        limit.await(() -> hasPrinted(text.bytes(), step.whole()) || program.isSilent());
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
                .silent("the program has not printed " + what + " within " + limit.text()
                        + (late ? ", but did when it was ended" : ""), text, lastLine());
        throw new CheckFailedException(late ? failure.with(Symptom.NO_OUTPUT) : failure.with(Symptom.HANGS));
    }

    private void printsLines(CheckStep.PrintsLines step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        start();
        List<String> wanted = new String(step.lines().bytes(names), StandardCharsets.ISO_8859_1).lines()
                .toList();
        if (!step.now()) {
            new StepLimit(events, step.within(), this::waitedForProcessor)
                    .await(() -> program.isSilent()
                            || FileLines.compare(wanted, linesWith(step.label())).isFinal());
        }
        program.awaitOutput();
        Optional<Failure> failure = FileSteps.failure("the output",
                FileLines.compare(wanted, linesWith(step.label())), step.now() || program.hasEnded());
        if (failure.isPresent()) {
            throw new CheckFailedException(failure.get());
        }
    }

    /** Returns the lines of the output that start with a label; one that is being written is none yet. */
    private List<String> linesWith(String label) {
        String text = new String(program.printed(), StandardCharsets.ISO_8859_1);
        String whole = program.hasEnded() ? text : text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().map(String::strip).filter(line -> line.startsWith(label)).toList();
    }

    private byte[] lastLine() {
        String text = new String(program.printed(), StandardCharsets.ISO_8859_1).stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the first line of the output that contains a text. */
    private byte[] lineWith(byte[] text) {
        String wanted = new String(text, StandardCharsets.ISO_8859_1);
        return new String(program.printed(), StandardCharsets.ISO_8859_1).lines()
                .filter(line -> line.contains(wanted)).findFirst().orElse(wanted)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean hasPrinted(byte[] text, boolean whole) {
        byte[] printed = program.printed();
        if (!whole) {
            return Observation.contains(printed, text);
        }
        String wanted = new String(text, StandardCharsets.ISO_8859_1);
        return new String(printed, StandardCharsets.ISO_8859_1).lines().anyMatch(wanted::equals);
    }

    private void ends(CheckStep.Ends step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        start();
        StepLimit limit = new StepLimit(events, step.within(), this::waitedForProcessor);
        if (!limit.await(program::hasEnded)) {
            throw new CheckFailedException(Failure.silent("the program still runs "
                    + (step.within().filter(Within::inAll).isPresent()
                            ? events.millis() / 1000 + " s after its start"
                            : "after " + limit.text() + " in which nothing happened"),
                    FieldBytes.of(new byte[0]), lastLine())
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

    /** Returns the longest time for which a run of the program was ready to go on, and got no processor. */
    Duration waitedForProcessor() {
        Duration last = program == null ? Duration.ZERO : program.waitedForProcessor();
        return last.compareTo(waited) > 0 ? last : waited;
    }

    @Override
    public void close() {
        if (program != null) {
            waited = waitedForProcessor();
            program.close();
        }
    }
}
