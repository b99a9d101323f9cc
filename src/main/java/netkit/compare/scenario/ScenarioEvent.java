package netkit.compare.scenario;

/**
 * An action of the schedule that was carried out.
 *
 * @param at nanoseconds from the start of the trial
 */
public record ScenarioEvent(long at, Scenario.Action action) {}
