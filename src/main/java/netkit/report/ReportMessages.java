package netkit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

/** The messages of a cell for the report's script; see {@link ReportData.CellData} for the format of the strings. */
final class ReportMessages {
    /** With more messages than this, a mark stands for several and times are merged. */
    private static final int MAX_MARKS = 3_000;
    /** Maximum number of marks with the same outcome that have a story each. */
    private static final int MAX_STORIES = 250;
    private static final int[] ROUND = {1, 2, 5};
    /** Number of columns of merged times. */
    private static final int SPANS = 700;

    /**
     * The story of one message.
     *
     * @param offered milliseconds from the start of the trial
     * @param stages pairs of a stage in words, and the milliseconds from when the message was offered
     * @param lost the last stage it reached, and the cause of the loss; null if it was not lost
     */
    record Story(double offered, List<Object[]> stages, int deliveries, int processings, String lost) {}

    /** The story of the messages of one mark. */
    record Several(int lost, int outOfOrder, int duplicated) {}

    private final Ledger ledger;
    private final int perMark;
    private final List<String> letters = new ArrayList<>();
    private final List<Integer> duplicated = new ArrayList<>();
    private final Map<Integer, Object> stories = new LinkedHashMap<>();

    ReportMessages(Ledger ledger) {
        this.ledger = ledger;
        this.perMark = perMark(ledger.messages());
        Map<String, Integer> stored = new HashMap<>();
        for (int first = 0; first < ledger.messages(); first += perMark) {
            mark(first, Math.min(ledger.messages(), first + perMark) - 1, stored);
        }
    }

    /** Returns the number of messages that a mark stands for: 1, 2, 5, 10, … */
    static int perMark(int messages) {
        for (int power = 1;; power *= 10) {
            for (int step : ROUND) {
                if (messages <= (long) step * power * MAX_MARKS) {
                    return step * power;
                }
            }
        }
    }

    private void mark(int first, int last, Map<String, Integer> stored) {
        ReportOutcome worst = null;
        int lost = 0;
        int outOfOrder = 0;
        int duplicates = 0;
        for (int number = first; number <= last; number++) {
            ReportOutcome outcome = ReportOutcome.of(ledger, number).orElse(worst);
            worst = worst == null || outcome.compareTo(worst) > 0 ? outcome : worst;
            lost += ledger.isLost(number) ? 1 : 0;
            outOfOrder += ledger.isOutOfOrder(number) ? 1 : 0;
            duplicates += ledger.deliveries(number) > 1 ? 1 : 0;
        }
        int mark = letters.size();
        letters.add(worst == null ? "-" : worst.letter());
        if (duplicates > 0) {
            duplicated.add(mark);
        }
        boolean isRemarkable = worst != null && (worst != ReportOutcome.IN_ORDER || duplicates > 0);
        if (isRemarkable
                && stored.merge(worst + (duplicates > 0 ? "+" : ""), 1, Integer::sum) <= MAX_STORIES) {
            stories.put(mark, perMark == 1 ? story(first) : new Several(lost, outOfOrder, duplicates));
        }
    }

    private Story story(int number) {
        long offered = ledger.at(Stage.OFFERED, number).orElse(0);
        List<Object[]> stages = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            if (stage.compareTo(Stage.LEFT) >= 0 && ledger.has(stage, number)) {
                stages.add(new Object[] {stage.words(),
                    ReportData.millis(ledger.at(stage, number).getAsLong() - offered)});
            }
        }
        String lost = ledger.isLost(number)
                ? "it " + ledger.lastStage(number).orElseThrow().words() + ", and no further"
                        + ledger.cause(number).map(cause -> " (" + cause + ")").orElse("")
                : null;
        return new Story(ReportData.millis(offered), stages, ledger.deliveries(number),
                ledger.processings(number), lost);
    }

    int perMark() {
        return perMark;
    }

    String marks() {
        return ReportData.counted(letters);
    }

    List<Integer> duplicated() {
        return duplicated;
    }

    Map<Integer, Object> stories() {
        return stories;
    }

    /** Returns when each message was offered; null if a mark stands for several messages. */
    String offered() {
        if (perMark > 1) {
            return null;
        }
        List<String> steps = new ArrayList<>();
        long before = 0;
        for (int number = 0; number < ledger.messages(); number++) {
            if (ledger.has(Stage.OFFERED, number)) {
                long at = Math.round(ledger.at(Stage.OFFERED, number).getAsLong() / 1e6);
                steps.add("" + (at - before));
                before = at;
            } else {
                steps.add("x");
            }
        }
        return ReportData.counted(steps);
    }

    /** Returns the latency of each message; null if a mark stands for several messages. */
    String took() {
        if (perMark > 1) {
            return null;
        }
        List<String> times = new ArrayList<>();
        for (int number = 0; number < ledger.messages(); number++) {
            times.add(latency(number) < 0 ? "x"
                    : Numbers.digits(latency(number) / 1e6).replaceFirst("^0(?=.)", ""));
        }
        return ReportData.counted(times);
    }

    /** Returns nanoseconds; negative if the message was not delivered. */
    private long latency(int number) {
        if (ledger.isLost(number) || !ledger.has(Stage.DELIVERED, number)) {
            return -1;
        }
        return Math.max(0,
                ledger.at(Stage.DELIVERED, number).getAsLong() - ledger.at(Stage.OFFERED, number).orElse(0));
    }

    /** Returns the merged times; null if each message has its own mark. */
    List<Object[]> spans() {
        if (perMark == 1) {
            return null;
        }
        long end = 1;
        for (int number = 0; number < ledger.messages(); number++) {
            end = Math.max(end, ledger.at(Stage.OFFERED, number).orElse(0));
        }
        Object[][] spans = new Object[SPANS + 1][];
        for (int number = 0; number < ledger.messages(); number++) {
            long at = ledger.at(Stage.OFFERED, number).orElse(-1);
            if (at < 0) {
                continue;
            }
            int column = (int) (at * SPANS / end);
            if (spans[column] == null) {
                spans[column] = new Object[] {ReportData.millis(at), null, null, false};
            }
            long latency = latency(number);
            if (latency < 0) {
                spans[column][3] = true;
            } else {
                double millis = ReportData.millis(latency);
                spans[column][1] = spans[column][1] == null ? millis
                        : Math.min((double) spans[column][1], millis);
                spans[column][2] = spans[column][2] == null ? millis
                        : Math.max((double) spans[column][2], millis);
            }
        }
        return Arrays.stream(spans).filter(Objects::nonNull).toList();
    }
}
