package netkit.lesson.judge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

import netkit.lesson.check.Check;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;
import netkit.lesson.check.RoomOperation;
import netkit.lesson.check.RoomSession;

/** Operations on rooms that a program reads from its standard input, and its answers. */
final class RoomSteps {
    /** The line that ends each answer. */
    private static final String OVER = "ok";

    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final ProgramSteps program;
    /** Whether netkit's rooms are measured: no program answers then. */
    private final boolean measured;
    private final RoomSession session = new RoomSession();
    private String last = "";
    private OptionalLong value = OptionalLong.empty();
    /** How many bytes of the program's output belong to answers that have been compared. */
    private int read;

    RoomSteps(Check check, Names names, Events events, Ladder ladder, ProgramSteps program) {
        measured = check.lines().stream().map(Check.Line::step).anyMatch(
                step -> step instanceof CheckStep.ValueRecipients || step instanceof CheckStep.ValueRooms);
        this.names = names;
        this.events = events;
        this.ladder = ladder;
        this.program = program;
    }

    void run(CheckStep.OfRooms step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        switch (step) {
            case CheckStep.Operation(RoomOperation operation) -> {
                if (measured) {
                    session.run(operation);
                } else {
                    run(operation);
                }
            }
            case CheckStep.ValueRecipients _ -> value = OptionalLong.of(session.recipients());
            case CheckStep.ValueRooms(String client) -> value = OptionalLong.of(session.rooms(client));
            case CheckStep.RandomOperations random -> {
                for (int i = 0; i < random.count(); i++) {
                    run(session.random(names.random(), random.clients(), random.rooms(),
                            random.namespaces()));
                }
            }
        }
    }

    /** Returns what has been measured. */
    OptionalLong value() {
        return value;
    }

    /** Returns the last operation that was typed; empty if there is none. */
    byte[] sent() {
        return bytes(last);
    }

    private void run(RoomOperation operation)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        last = operation.toString();
        RunningProgram running = program.start();
        running.type((operation + "\n").getBytes(StandardCharsets.US_ASCII));
        StepLimit limit = new StepLimit(events, java.util.Optional.empty(), program::waitedForProcessor);
        boolean moved = limit.await(() -> end(running) >= 0 || running.isSilent()
                || running.isOutputFull());
        List<String> lines = lines(running);
        int end = lines.indexOf(OVER);
        if (end < 0) {
            throw unanswered(operation, running, lines, moved, limit);
        }
        read = end(running);
        var problem = session.answer(operation, lines.subList(0, end));
        if (problem.isPresent()) {
            problem.get().picture().forEach(ladder::picture);
            throw new CheckFailedException(Failure.wrong(problem.get().message(),
                    FieldBytes.of(bytes(problem.get().expected())), bytes(problem.get().received()), -1,
                    problem.get().field()));
        }
    }

    private CheckFailedException unanswered(RoomOperation operation, RunningProgram running,
            List<String> lines, boolean ended, StepLimit limit)
            throws InconclusiveException, InterruptedException {
        running.awaitOutput();
        ladder.event("program <- \"" + operation + "\"");
        String received = String.join("\n", lines);
        String what = "\"" + operation + "\" has no answer, which ends with the line ok";
        if (running.isOutputFull()) {
            return new CheckFailedException(Failure.of(what + ": the program prints without end",
                    Symptom.RUNS_ON));
        }
        if (!ended) {
            return new CheckFailedException(Failure
                    .silent(what + ", within " + limit.text(), FieldBytes.of(bytes(OVER)), bytes(received))
                    .with(Symptom.HANGS));
        }
        Symptom symptom = StartFailures.hasNotStarted(running) ? Symptom.DOES_NOT_START
                : running.status().orElse(0) != 0 ? Symptom.CRASHES : Symptom.CLOSES_EARLY;
        return new CheckFailedException(Failure
                .ended(what + ": the program ended, with exit status " + running.status().orElse(-1),
                        FieldBytes.of(bytes(OVER)), bytes(received))
                .with(symptom));
    }

    private String output(RunningProgram running) {
        byte[] printed = running.printed();
        return new String(printed, read, printed.length - read, StandardCharsets.ISO_8859_1);
    }

    /** Returns the whole lines of the answer that is due. */
    private List<String> lines(RunningProgram running) {
        String text = output(running);
        return new ArrayList<>(Arrays.stream(text.substring(0, text.lastIndexOf('\n') + 1).split("\n"))
                .map(String::strip).toList());
    }

    /** Returns the number of bytes up to the end of the answer that is due; -1 if it is not there yet. */
    private int end(RunningProgram running) {
        String text = output(running);
        int from = 0;
        for (int to; (to = text.indexOf('\n', from)) >= 0; from = to + 1) {
            if (text.substring(from, to).strip().equals(OVER)) {
                return read + to + 1;
            }
        }
        return -1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
