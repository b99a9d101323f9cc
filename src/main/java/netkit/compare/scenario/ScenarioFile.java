package netkit.compare.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.Scenario.ScheduledEvent;
import netkit.lab.script.LabGrammar;
import netkit.lab.script.LabStep;
import netkit.lab.script.LabSyntaxException;
import netkit.lab.wire.Amount;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

/**
 * The parser of scenario files, in the language of the lab's files ({@link LabGrammar}): the hosts are alice, who sends,
 * and bob, who receives; the experiment provides their programs.
 *
 * <pre>
 * title The wire is cut for three seconds   # in one line
 * alice sends 6 every 2s                    # instead of the messages and the rate of the run
 * wire delay 10ms                           # from the first message on
 * at 1s wire cut                            # counted from the start, just before that
 * at 4s wire heal
 * at 5s bob leaves                          # or crashes, returns, resets, takes TIME
 * at 6s bus cut                             # or heal: Redis between two servers, for rooms+redis
 * </pre>
 */
public final class ScenarioFile {
    private static final String FORMS = "use leaves, crashes, returns, resets, or takes with a time such as 50ms";

    /** The line that sets the pace, with perhaps a comment. */
    private static final Pattern SENDS = Pattern
            .compile("alice\\s+sends\\s+(\\d{1,7})\\s+every\\s+([\\w.]+)(?:\\s+#.*)?");

    private static final Pattern BUS = Pattern.compile("at\\s+(\\S+)\\s+bus\\s+(cut|heal)(?:\\s+#.*)?");

    private final String file;
    private final LabGrammar grammar = new LabGrammar(Scenario.HOSTS);
    private final List<WireChange> wire = new ArrayList<>();
    private final List<ScheduledEvent> events = new ArrayList<>();
    private String title;
    private Optional<Scenario.Pace> pace = Optional.empty();

    private ScenarioFile(String file) {
        this.file = file;
    }

    /**
     * @param name of the scenario, as it is typed
     * @param file its name, for messages
     * @throws IllegalArgumentException with one line: {@code cut.lab:7:12: }, the error, and what is allowed
     */
    public static Scenario parse(String name, String file, String text) {
        return new ScenarioFile(file).parse(name, text);
    }

    private Scenario parse(String name, String text) {
        int number = 0;
        for (String line : text.replaceFirst("^\ufeff", "").lines().toList()) { // a byte order mark
            number++;
            try {
                read(line);
            } catch (LabSyntaxException e) {
                throw new IllegalArgumentException(
                        file + ":" + number + ":" + e.column() + ": " + e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage());
            }
        }
        events.sort(Comparator.comparing(ScheduledEvent::at));
        requireConsistent();
        return new Scenario(name, title == null ? name : title, text, pace, wire, events);
    }

    private void read(String line) {
        String stripped = line.strip();
        if (stripped.startsWith("title ") && title == null) {
            title = stripped.substring("title ".length()).strip();
            return;
        }
        Matcher sends = SENDS.matcher(stripped);
        if (sends.matches()) {
            setPace(sends.group(1), sends.group(2));
            return;
        }
        Matcher bus = BUS.matcher(stripped);
        if (bus.matches()) {
            events.add(new ScheduledEvent(Amount.duration(bus.group(1)),
                    new Action.Bus(bus.group(2).equals("cut"))));
            return;
        }
        Optional<LabStep> step = grammar.parse(line);
        if (step.isPresent()) {
            add(step.get(), Optional.empty());
        }
    }

    private void setPace(String messages, String every) {
        if (pace.isPresent()) {
            throw new IllegalArgumentException("how alice sends is said already");
        }
        pace = Optional.of(new Scenario.Pace(Integer.parseInt(messages), Amount.duration(every)));
    }

    private void add(LabStep step, Optional<Duration> at) {
        switch (step) {
            case LabStep.At(Duration time, LabStep later) -> add(later, Optional.of(time));
            case LabStep.Change(WireChange change) -> {
                if (at.isEmpty()) {
                    wire.add(change);
                } else {
                    events.add(new ScheduledEvent(at.get(), new Action.Wire(change)));
                }
            }
            case LabStep.Start(String host, var command, boolean serves) -> {
                if (!host.equals(Scenario.RECEIVER) || serves || command.input().isPresent()) {
                    throw new IllegalArgumentException(
                            "in a scenario only bob, the receiver, has actions: " + FORMS);
                }
                events.add(new ScheduledEvent(at.orElse(Duration.ZERO), action(command.words())));
            }
            default -> throw new IllegalArgumentException(
                    "a scenario has lines such as: wire loss 10%, at 1s wire cut, at 2s bob leaves");
        }
    }

    private static Action action(List<String> words) {
        Action action = switch (words.getFirst()) {
            case "leaves" -> new Action.Leaves();
            case "crashes" -> new Action.Crashes();
            case "returns" -> new Action.Returns();
            case "resets" -> new Action.Resets();
            case "takes" -> {
                if (words.size() != 2) {
                    throw new IllegalArgumentException(
                            "takes requires a time for each message, such as 50ms");
                }
                yield new Action.Takes(Amount.duration(words.get(1)));
            }
            default -> throw new IllegalArgumentException(
                    "'" + words.getFirst() + "' is not an action of bob: " + FORMS);
        };
        if (words.size() > 1 && !(action instanceof Action.Takes)) {
            throw new IllegalArgumentException("unexpected '" + words.get(1) + "'");
        }
        return action;
    }

    /** Returns the action as it is written after {@code at TIME}. */
    public static String text(Action action) {
        return switch (action) {
            case Action.Wire(WireChange change) -> "wire " + change;
            case Action.Leaves _ -> Scenario.RECEIVER + " leaves";
            case Action.Crashes _ -> Scenario.RECEIVER + " crashes";
            case Action.Returns _ -> Scenario.RECEIVER + " returns";
            case Action.Resets _ -> Scenario.RECEIVER + " resets";
            case Action.Bus(boolean cut) -> cut ? "bus cut" : "bus heal";
            case Action.Takes(Duration work) -> Scenario.RECEIVER + " takes " + Amount.text(work);
        };
    }

    /** Checks that bob leaves only while present and returns only while away, and that the wire's settings are always valid. */
    private void requireConsistent() {
        boolean there = true;
        boolean busCut = false;
        WireSettings settings = WireSettings.clear(Scenario.HOSTS);
        try {
            for (WireChange change : wire) {
                settings = change.applyTo(settings);
            }
            for (ScheduledEvent event : events) {
                switch (event.action()) {
                    case Action.Wire(var change) -> settings = change.applyTo(settings);
                    case Action.Returns _ -> {
                        requireThat(!there, event, "bob cannot return: he is present");
                        there = true;
                    }
                    case Action.Leaves _,Action.Crashes _ -> {
                        requireThat(there, event, "bob is already away");
                        there = false;
                    }
                    case Action.Resets _ -> requireThat(there, event, "bob is away and has no connection");
                    case Action.Bus(boolean cut) -> {
                        requireThat(cut != busCut, event,
                                cut ? "the bus is already cut" : "the bus cannot be healed: it is not cut");
                        busCut = cut;
                    }
                    case Action.Takes _ -> {}
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage());
        }
    }

    private static void requireThat(boolean so, ScheduledEvent event, String complaint) {
        if (!so) {
            throw new IllegalArgumentException("at " + event.at().toMillis() + "ms " + complaint);
        }
    }
}
