package netkit.compare.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

/**
 * A scenario: the faults of a trial, as the wire's settings from the first message on and a schedule of later events.
 * Read from a file by {@link ScenarioFile}.
 *
 * @param name as it is typed
 * @param title a description in one line
 * @param text the text of its file, to copy and change
 * @param pace at which messages are offered, if it is not that of the run
 * @param wire changes of the wire before the first message
 * @param schedule in the order of their times
 */
public record Scenario(String name, String title, String text, Optional<Pace> pace, List<WireChange> wire,
        List<ScheduledEvent> schedule) {
    /** The host of the sending program, and of the server if there is one. */
    public static final String SENDER = "alice";
    /** The host of the receiving program. */
    public static final String RECEIVER = "bob";
    public static final List<String> HOSTS = List.of(SENDER, RECEIVER);

    /** The number of messages, and the time from one to the next. */
    public record Pace(int messages, Duration every) {
        private static final double SECOND = 1e9;

        /** @throws IllegalArgumentException with one line, if a value is out of range */
        public Pace {
            workload(messages, NumberedMessage.HEADER_SIZE, every);
        }

        private static Workload workload(int messages, int size, Duration every) {
            if (!every.isPositive()) {
                throw new IllegalArgumentException("the time from one message to the next must be positive");
            }
            return new Workload(messages, size, SECOND / every.toNanos());
        }
    }

    /** Returns the workload of a run in this scenario: with the scenario's pace, if it has one. */
    public Workload workload(Workload ofRun) {
        return pace.map(own -> Pace.workload(own.messages, ofRun.size(), own.every)).orElse(ofRun);
    }

    /** @param at time from the start of the trial, which is half a burst before the first message */
    public record ScheduledEvent(Duration at, Action action) {}

    /** An action of the schedule. */
    public sealed interface Action {
        /** The wire changes. */
        record Wire(WireChange change) implements Action {}

        /** The receiving program ends, and the system closes its sockets. */
        record Leaves() implements Action {}

        /** The receiving program is killed while it holds messages: some processed, none of them acknowledged. */
        record Crashes() implements Action {}

        /** The receiving program is started again. */
        record Returns() implements Action {}

        /** The connection is reset, and the receiving program connects again. */
        record Resets() implements Action {}

        /** The bus between alice's server and bob's is cut, or healed: see {@code rooms+redis}. */
        record Bus(boolean cut) implements Action {}

        /** From now on the receiving program takes this long to process a message. */
        record Takes(Duration work) implements Action {}
    }

    public Scenario {
        wire = List.copyOf(wire);
        schedule = List.copyOf(schedule);
    }

    /** Returns the wire's settings when the first message is offered. */
    public WireSettings firstWire() {
        WireSettings settings = WireSettings.clear(HOSTS);
        for (WireChange change : wire) {
            settings = change.applyTo(settings);
        }
        return settings;
    }

    /** Returns whether the schedule has such an action. */
    public boolean has(Class<? extends Action> action) {
        return schedule.stream().anyMatch(event -> action.isInstance(event.action()));
    }

    /** Returns the time of the last event, from the start; empty if the schedule is empty. */
    public Optional<Duration> lastEvent() {
        return schedule.isEmpty() ? Optional.empty() : Optional.of(schedule.getLast().at());
    }

    @Override
    public String toString() {
        return name;
    }
}
