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

/** What a run knows of its programs: which run, what they have printed, where they listen. Not safe for threads. */
final class LabConditions implements LabScript.Conditions {
    private static final int LINES_KEPT = 10_000;

    private final ScriptTarget target;
    private final List<LabProgram> programs = new ArrayList<>();
    /** What each host's programs have printed since the last line that was waited for. */
    private final Map<String, Deque<String>> printed = new HashMap<>();
    /** The ports of each host that were there before its last program. */
    private final Map<String, Set<ListeningPort>> before = new HashMap<>();

    LabConditions(ScriptTarget target) {
        this.target = target;
        target.hosts().forEach(host -> printed.put(host, new ArrayDeque<>()));
    }

    /** @param listeningBefore the ports of its host that were there already */
    void started(LabProgram program, Set<ListeningPort> listeningBefore) {
        programs.add(program);
        before.put(program.host(), listeningBefore);
    }

    void printed(String host, String line) {
        Deque<String> lines = printed.get(host);
        lines.add(line);
        if (lines.size() > LINES_KEPT) {
            lines.remove();
        }
    }

    /** Those that were started, in that order. */
    List<LabProgram> programs() {
        return List.copyOf(programs);
    }

    @Override
    public boolean isBusy() {
        return programs.stream().anyMatch(one -> one.isRunning() && !one.serves());
    }

    @Override
    public boolean isMet(LabStep.Wait wait, long waited) {
        return switch (wait) {
            case LabStep.Wait.For(Duration time) -> waited >= time.toNanos();
            case LabStep.Wait.UntilPrinted(String host, String text) -> hasPrinted(host, text);
            case LabStep.Wait.UntilEnded(String host) -> programs.stream()
                    .noneMatch(one -> one.host().equals(host) && one.isRunning() && !one.serves());
            case LabStep.Wait.UntilListening(String host, OptionalInt port) -> listens(host, port);
        };
    }

    /** What has been looked at is not looked at again: each line is waited for once. */
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
                return now.stream().anyMatch(one -> one.number() == port.getAsInt());
            }
            now.removeAll(before.getOrDefault(host, Set.of()));
            return !now.isEmpty();
        } catch (IOException _) {
            return false; // the time limit tells
        }
    }

    @Override
    public Optional<String> whyImpossible(LabStep.Wait wait) {
        return switch (wait) {
            case LabStep.Wait.For _,LabStep.Wait.UntilEnded _ -> Optional.empty();
            case LabStep.Wait.UntilPrinted(String host, String text) ->
                without(host, "printed \"" + text + "\"");
            case LabStep.Wait.UntilListening(String host, OptionalInt port) ->
                without(host, "listened" + (port.isPresent() ? " on " + port.getAsInt() : ""));
        };
    }

    private Optional<String> without(String host, String what) {
        return programs.stream().anyMatch(one -> one.host().equals(host) && one.isRunning())
                ? Optional.empty()
                : Optional.of("nothing runs on " + host + ", and nothing there has " + what);
    }
}
