package netkit.compare.scenario;

/**
 * Something of the schedule that was done.
 *
 * @param at nanoseconds from the start of the trial
 */
public record ScenarioEvent(long at, Scenario.Action action) {}
