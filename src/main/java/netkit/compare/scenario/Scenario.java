package netkit.compare.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

/**
 * What goes wrong, in words and as a schedule: what the wire does from the first message on, and what happens later.
 * Written as a file by {@link ScenarioFile}.
 *
 * @param name as it is typed
 * @param title what happens, for a person, in one line
 * @param text of the file that says all this, to copy and change
 * @param wire what the wire does from the first message on
 * @param schedule in the order of their times
 */
public record Scenario(String name, String title, String text, List<WireChange> wire,
        List<ScheduledEvent> schedule) {
    /** The host with the sending program, and with the server if there is one. */
    public static final String SENDER = "alice";
    /** The host with the receiving program. */
    public static final String RECEIVER = "bob";
    public static final List<String> HOSTS = List.of(SENDER, RECEIVER);

    /** @param at counted from the start of the trial, half a burst before the first message */
    public record ScheduledEvent(Duration at, Action action) {}

    /** What happens. */
    public sealed interface Action {
        /** The wire becomes another. */
        record Wire(WireChange change) implements Action {}

        /** The receiving program ends, and the system closes what it had. */
        record Leaves() implements Action {}

        /** The receiving program is killed with messages in its hands: some processed, none of them acknowledged. */
        record Crashes() implements Action {}

        /** The receiving program is started again. */
        record Returns() implements Action {}

        /** The connection is reset, and the receiving program connects again. */
        record Resets() implements Action {}

        /** From now on the receiving program takes so long to process a message. */
        record Takes(Duration work) implements Action {}
    }

    public Scenario {
        wire = List.copyOf(wire);
        schedule = List.copyOf(schedule);
    }

    /** What the wire is when the first message is offered. */
    public WireSettings firstWire() {
        WireSettings settings = WireSettings.clear(HOSTS);
        for (WireChange change : wire) {
            settings = change.applyTo(settings);
        }
        return settings;
    }

    /** Whether such a thing happens. */
    public boolean has(Class<? extends Action> action) {
        return schedule.stream().anyMatch(event -> action.isInstance(event.action()));
    }

    /** When the last thing happens, counted from the start; empty when nothing happens later. */
    public Optional<Duration> lastEvent() {
        return schedule.isEmpty() ? Optional.empty() : Optional.of(schedule.getLast().at());
    }

    @Override
    public String toString() {
        return name;
    }
}
