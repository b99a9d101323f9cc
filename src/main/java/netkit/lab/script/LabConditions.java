package netkit.lab.script;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The state of the programs of a run, against which waits are checked: which are running, what they have printed, where
 * they listen. Not thread-safe.
 */
final class LabConditions implements LabScript.Conditions {
    private static final int MAX_LINES = 10_000;

    private final ScriptTarget target;
    private final List<LabProgram> programs = new ArrayList<>();
    /** Lines printed by each host's programs since the last line that satisfied a wait. */
    private final Map<String, Deque<String>> printed = new HashMap<>();
    /** Ports of each host that were open before its last program started. */
    private final Map<String, Set<ListeningPort>> before = new HashMap<>();

    LabConditions(ScriptTarget target) {
        this.target = target;
        target.hosts().forEach(host -> printed.put(host, new ArrayDeque<>()));
    }

    /** @param listeningBefore the ports of its host that were already open */
    void started(LabProgram program, Set<ListeningPort> listeningBefore) {
        programs.add(program);
        before.put(program.host(), listeningBefore);
    }

    void printed(String host, String line) {
        Deque<String> lines = printed.get(host);
        lines.add(line);
        if (lines.size() > MAX_LINES) {
            lines.remove();
        }
    }

    /** Returns all programs in the order in which they were started. */
    List<LabProgram> programs() {
        return List.copyOf(programs);
    }

    @Override
    public boolean isBusy() {
        return programs.stream().anyMatch(program -> program.isRunning() && !program.serves());
    }

    @Override
    public boolean isMet(LabStep.Wait wait, long waited) {
        return switch (wait) {
            case LabStep.Wait.For(Duration time) -> waited >= time.toNanos();
            case LabStep.Wait.UntilPrinted(String host, String text) -> hasPrinted(host, text);
            case LabStep.Wait.UntilEnded(String host) -> programs.stream()
                    .noneMatch(program -> program.host().equals(host) && program.isRunning()
                            && !program.serves());
            case LabStep.Wait.UntilListening(String host, OptionalInt port) -> listens(host, port);
        };
    }

    /** Consumes the lines that it reads, so each line satisfies at most one wait. */
    private boolean hasPrinted(String host, String text) {
        Deque<String> lines = printed.get(host);
        while (!lines.isEmpty()) {
            if (lines.remove().contains(text)) {
                return true;
            }
        }
        return false;
    }

    private boolean listens(String host, OptionalInt port) {
        try {
            Set<ListeningPort> now = new HashSet<>(target.listening(host));
            if (port.isPresent()) {
                return now.stream().anyMatch(open -> open.number() == port.getAsInt());
            }
            now.removeAll(before.getOrDefault(host, Set.of()));
            return !now.isEmpty();
        } catch (IOException _) {
            return false; // not listening yet; the run's time limit applies
        }
    }

    @Override
    public Optional<String> whyImpossible(LabStep.Wait wait) {
        return switch (wait) {
            case LabStep.Wait.For _,LabStep.Wait.UntilEnded _ -> Optional.empty();
            case LabStep.Wait.UntilPrinted(String host, String text) ->
                impossibleWithoutPrograms(host, "printed \"" + text + "\"");
            case LabStep.Wait.UntilListening(String host, OptionalInt port) ->
                impossibleWithoutPrograms(host,
                        "listened" + (port.isPresent() ? " on " + port.getAsInt() : ""));
        };
    }

    private Optional<String> impossibleWithoutPrograms(String host, String what) {
        return programs.stream().anyMatch(program -> program.host().equals(host) && program.isRunning())
                ? Optional.empty()
                : Optional.of("no program is running on " + host + ", and none there has " + what);
    }
}
