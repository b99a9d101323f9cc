package netkit.lesson.judge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import netkit.lab.wire.Amount;
import netkit.net.PortHolder;

/** Tells apart why a program has no connection, and why it sends nothing: the symptoms common to all exercises. */
final class StartFailures {
    private static final Pattern SYNTAX = Pattern.compile("\\b(SyntaxError|IndentationError|TabError)\\b");
    private static final Pattern REFUSED = Pattern.compile("(?i)connection ?refused|ECONNREFUSED");
    private static final int NOT_FOUND = 127;

    private StartFailures() {}

    private static String printed(RunningProgram program) {
        return new String(program.printed(), StandardCharsets.UTF_8);
    }

    private static CheckFailedException ended(RunningProgram program, String before)
            throws InconclusiveException {
        return new CheckFailedException(
                Failure.of(
                        "the program ended " + before + ", with exit status " + program.status().orElse(-1),
                        hasNotStarted(program) ? Symptom.DOES_NOT_START : Symptom.ENDS_AT_ONCE));
    }

    /**
     * Whether an interpreter has refused a program that has ended.
     *
     * @throws InconclusiveException if there is no interpreter
     */
    static boolean hasNotStarted(RunningProgram program) throws InconclusiveException {
        String printed = printed(program);
        if (program.status().orElse(-1) == NOT_FOUND && printed.contains("not found")) {
            throw new InconclusiveException("the program cannot be started: "
                    + netkit.net.PrintableText
                            .escapeControls(printed.strip().lines().findFirst().orElse("")));
        }
        return SYNTAX.matcher(printed).find();
    }

    /** A client has not connected. */
    static CheckFailedException noConnection(RunningProgram program, int connections, int port, Duration time)
            throws InconclusiveException {
        if (program.hasEnded()) {
            if (connections == 0 && REFUSED.matcher(printed(program)).find()) {
                return new CheckFailedException(
                        Failure.of("the program was refused: it connected to another port"
                                + " than " + port + ", or to another host", Symptom.WRONG_PORT));
            }
            return ended(program, connections == 0 ? "before it connected" : "before it connected again");
        }
        return new CheckFailedException(
                Failure.of("no connection to port " + port + " within " + Amount.text(time),
                        Symptom.NO_CONNECTION));
    }

    /** A server accepts no connection. */
    static CheckFailedException noPort(RunningProgram program, int port, boolean first)
            throws InconclusiveException {
        if (program.hasEnded()) {
            return ended(program, first ? "before it listened on port " + port
                    : "after its first client: it should serve the next one");
        }
        Set<Integer> others = PortHolder.listening(program.processes());
        others.remove(port);
        if (!others.isEmpty()) {
            return new CheckFailedException(Failure.of("the program listens on port "
                    + others.stream().map(String::valueOf).collect(Collectors.joining(" and "))
                    + " instead of " + port, Symptom.WRONG_PORT));
        }
        return new CheckFailedException(
                Failure.of(first ? "the program runs, but does not listen on port " + port
                        : "the program runs, but no longer listens on port " + port, Symptom.NO_PORT));
    }

    /** Concludes the symptom from the failed step and the state of the program. */
    static Symptom conclude(Failure failure, RunningProgram program, PeerEnd end) {
        boolean crashed = program != null && program.status().orElse(0) != 0;
        if (failure.symptom() == Symptom.CLOSES_EARLY || failure.symptom() == Symptom.NO_END) {
            return crashed ? Symptom.CRASHES : failure.symptom();
        }
        if (failure.symptom() != null) {
            return failure.symptom();
        }
        if (program != null && program.hasEnded()) {
            return crashed ? Symptom.CRASHES : Symptom.CLOSES_EARLY;
        }
        return end != null && end.received().length == 0 ? Symptom.SENDS_NOTHING : Symptom.HANGS;
    }
}
