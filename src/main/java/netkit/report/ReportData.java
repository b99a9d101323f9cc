package netkit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import netkit.compare.Cell;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.scenario.Scenario;
import netkit.lab.relay.SocketType;

/**
 * The data that the report's script draws, as JSON: for each scenario the curves of all its cells, for each cell its
 * messages, faults, TCP stream and ladders. All times are milliseconds from the start of the trial. Only the module
 * {@code report.js} reads it.
 *
 * @param schema version of this format
 */
record ReportData(int schema, List<ScenarioData> scenarios, List<CellData> cells) {
    static final int SCHEMA = 1;
    /** Maximum number of points of a curve. */
    private static final int CURVE_POINTS = 200;

    /** @param curves one for each measured cell */
    record ScenarioData(String id, String name, List<Curve> curves) {}

    /** @param points pairs of a time and the share of all messages delivered within it, ascending */
    record Curve(String transport, List<double[]> points) {}

    /**
     * @param end end of the time axis of the latency chart
     * @param p99 99th percentile of the latencies; null if nothing was delivered
     * @param isStream whether messages wait for earlier ones
     * @param marks {@link ReportOutcome#letter}s of all marks, {@code d*3 x} for {@code dddx}
     * @param perMark how many messages a mark stands for
     * @param duplicated indices of the marks with a message that was delivered more than once
     * @param offered time from offering one message to offering the next, {@code 5*20} for twenty fives, x for a message
     *        that was never offered; null if a mark stands for several messages
     * @param took time from offering to delivery, x for a lost message; null if a mark stands for several messages
     * @param spans for marks of several messages: offered at, least and greatest latency (null without a delivery), whether
     *        any message was lost
     * @param stories the stories, by mark, of messages that were not delivered exactly once and in order
     * @param stream null if there is none
     * @param asking its requests and responses over time; null if it has none
     * @param noLadder why there is no ladder; null if there is one
     */
    record CellData(String id, String name, double end, Double p99, int lost, boolean wasOffered,
            boolean isStream, String marks, int perMark, List<Integer> duplicated, String offered,
            String took, List<Object[]> spans, Map<Integer, Object> stories, List<FaultData> faults,
            ReportStream stream, ReportAsking asking, List<ReportLadder> moments, String noLadder) {}

    /** @param always whether the fault is in force from the beginning */
    record FaultData(String words, double from, double to, boolean always) {}

    static ReportData of(ComparedRun run) {
        List<ScenarioData> scenarios = new ArrayList<>();
        List<CellData> cells = new ArrayList<>();
        for (Scenario scenario : run.experiment().scenarios()) {
            List<Cell.Measured> measured = run.measured(scenario);
            if (!measured.isEmpty()) {
                scenarios.add(new ScenarioData(ReportMatrix.id(run, scenario), scenario.name(),
                        measured.stream().map(ReportData::curve).toList()));
                double end = end(measured);
                measured.forEach(cell -> cells.add(cell(run, cell, end)));
            }
        }
        return new ReportData(SCHEMA, scenarios, cells);
    }

    private static CellData cell(ComparedRun run, Cell.Measured cell, double end) {
        ReportMessages messages = new ReportMessages(cell.ledger());
        List<ReportLadder> moments = ReportMoments.of(cell, ReportMoments.extent(run)).stream()
                .map(moment -> ReportLadder.of(cell, moment, ReportMoments.extent(run))).toList();
        return new CellData(ReportMatrix.id(run, cell),
                cell.row() + ", " + cell.scenario(), end,
                cell.stats().latency().map(latency -> millis(latency.p99().toNanos())).orElse(null),
                cell.stats().lost().size(), cell.stats().reached(Stage.OFFERED) > 0,
                cell.transport().socketType() == SocketType.STREAM,
                messages.marks(), messages.perMark(), messages.duplicated(), messages.offered(),
                messages.took(), messages.spans(), messages.stories(),
                ReportFaults.of(cell, Math.round(end * 1e6)).stream()
                        .map(window -> new FaultData(window.label(), millis(window.from()),
                                millis(window.to()), window.always()))
                        .toList(),
                ReportStream.of(cell).orElse(null),
                ReportAsking.of(cell).orElse(null), moments,
                !moments.isEmpty() ? null
                        : cell.wire().isPresent() ? "There is no ladder diagram: no packet was observed."
                                : "There is no ladder diagram: packets can be observed only in the lab.");
    }

    /** Returns the end of the time axis, the same for all cells of a scenario so that the charts share one time axis. */
    private static double end(List<Cell.Measured> cells) {
        long end = 1_000_000; // an axis needs a length even for one message
        for (Cell.Measured cell : cells) {
            Ledger ledger = cell.ledger();
            for (int number = ledger.messages() - 1; number >= 0; number--) {
                end = Math.max(end, ledger.at(Stage.OFFERED, number).orElse(0));
            }
        }
        return millis(end);
    }

    private static Curve curve(Cell.Measured cell) {
        Ledger ledger = cell.ledger();
        long[] latencies = new long[ledger.messages()];
        int count = 0;
        for (int number = 0; number < latencies.length; number++) {
            if (ledger.has(Stage.DELIVERED, number)) {
                // at least a microsecond: the axis is logarithmic
                latencies[count++] = Math.max(1_000, ledger.at(Stage.DELIVERED, number).getAsLong()
                        - ledger.at(Stage.OFFERED, number).orElse(0));
            }
        }
        Arrays.sort(latencies, 0, count);
        double offered = Math.max(1, cell.stats().reached(Stage.OFFERED));
        List<double[]> points = new ArrayList<>();
        int step = Math.max(1, count / CURVE_POINTS);
        for (int i = 0; i < count; i += step) {
            int last = Math.min(count, i + step) - 1;
            points.add(new double[] {millis(latencies[last]), Math.round((last + 1) / offered * 1e4) / 1e4});
        }
        return new Curve(cell.row(), points);
    }

    /** Returns milliseconds, rounded to a thousandth. */
    static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }

    /** Returns the words separated by spaces; {@code 5*20} stands for twenty fives. */
    static String counted(List<String> words) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 1; i <= words.size(); i++) {
            if (i == words.size() || !words.get(i).equals(words.get(from))) {
                text.append(from == 0 ? "" : " ").append(words.get(from))
                        .append(i - from == 1 ? "" : "*" + (i - from));
                from = i;
            }
        }
        return text.toString();
    }
}
