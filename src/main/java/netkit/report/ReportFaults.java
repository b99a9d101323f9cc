package netkit.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import netkit.compare.Cell;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.Action;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

/** The time windows of a trial's faults, at the times when they were in force. */
final class ReportFaults {
    /**
     * @param from nanoseconds from the start of the trial
     * @param to the same as from for an instantaneous event
     * @param always whether these are the initial faults; the window ends with the last time the wire had them
     */
    record Window(String label, long from, long to, boolean always) {}

    private final long end;
    private final List<Window> windows = new ArrayList<>();
    private final Map<WireSettings, String> names = new HashMap<>();

    private ReportFaults(long end) {
        this.end = end;
    }

    /**
     * Returns the windows in the order of their start.
     *
     * @param end end of the time axis, nanoseconds from the start of the trial
     */
    static List<Window> of(Cell.Measured cell, long end) {
        ReportFaults faults = new ReportFaults(end);
        faults.wire(cell);
        faults.bus(cell.events());
        faults.away(cell.events());
        faults.work(cell.events());
        faults.windows.sort((one, other) -> Long.compare(one.from, other.from));
        return List.copyOf(faults.windows);
    }

    /** Adds the windows of the wire; the initial faults get one window that overlaps later ones. */
    private void wire(Cell.Measured cell) {
        WireSettings first = cell.scenario().firstWire();
        WireSettings settings = first;
        names.put(WireSettings.clear(Scenario.HOSTS), "");
        names.put(first, "");
        long since = 0;
        long endOfFirst = end;
        for (ScenarioEvent event : cell.events()) {
            if (event.action() instanceof Action.Wire(WireChange change)) {
                add(names.get(settings), since, event.at(), false);
                endOfFirst = settings.equals(first) ? event.at() : endOfFirst;
                settings = change.applyTo(settings);
                names.putIfAbsent(settings, "wire " + change);
                since = event.at();
            }
        }
        add(names.get(settings), since, end, false);
        if (!first.equals(WireSettings.clear(Scenario.HOSTS))) {
            add("wire " + cell.scenario().wire().stream().map(WireChange::toString)
                    .collect(Collectors.joining(", ")),
                    0, settings.equals(first) ? end : endOfFirst, true);
        }
    }

    private void away(List<ScenarioEvent> events) {
        long since = -1;
        String why = "";
        for (ScenarioEvent event : events) {
            switch (event.action()) {
                case Action.Leaves _ -> {
                    since = event.at();
                    why = "bob is away";
                }
                case Action.Crashes _ -> {
                    since = event.at();
                    why = "bob has crashed";
                }
                case Action.Returns _ -> {
                    add(why, since, event.at(), false);
                    since = -1;
                }
                case Action.Resets _ ->
                    windows.add(new Window("connection reset", event.at(), event.at(), false));
                case Action.Wire _,Action.Takes _,Action.Bus _ -> {}
            }
        }
        if (since >= 0) {
            add(why, since, end, false);
        }
    }

    private void bus(List<ScenarioEvent> events) {
        long since = -1;
        for (ScenarioEvent event : events) {
            if (event.action() instanceof Action.Bus(boolean cut)) {
                if (!cut) {
                    add("bus cut", since, event.at(), false);
                }
                since = cut ? event.at() : -1;
            }
        }
        if (since >= 0) {
            add("bus cut", since, end, false);
        }
    }

    private void work(List<ScenarioEvent> events) {
        long since = 0;
        String label = "";
        for (ScenarioEvent event : events) {
            if (event.action() instanceof Action.Takes(var work)) {
                add(label, since, event.at(), false);
                since = event.at();
                label = work.isZero() ? "" : "bob takes " + Numbers.tick(work.toNanos()) + " each";
            }
        }
        add(label, since, end, false);
    }

    private void add(String label, long from, long to, boolean always) {
        if (!label.isEmpty() && from < Math.min(to, end)) {
            windows.add(new Window(label, from, Math.min(to, end), always));
        }
    }
}
