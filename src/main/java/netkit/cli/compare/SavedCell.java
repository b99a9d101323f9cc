package netkit.cli.compare;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.annotations.JsonAdapter;

import netkit.compare.Cell;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.LedgerStats.Latency;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Verdict;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.wire.WireStats;
import netkit.report.Json;
import netkit.lab.wire.DirectionCount;
import netkit.report.LossReasons;

/** A cell of a {@link SavedRun}. */
@JsonAdapter(SavedCell.ByMembers.class)
sealed interface SavedCell {
    String scenario();

    String transport();

    /** Returns the direction of its messages; null in a result of an older netkit, which had only that to bob. */
    Direction direction();

    record Missing(String scenario, String transport, Direction direction,
            MissingReason missing) implements SavedCell {}

    /**
     * @param failure null if the trial did not fail
     * @param recoveryMillis null if no fault ended, or no delivery followed
     * @param wire null where there was no wire to observe
     * @param messages the ledger in columns, each with a value for every message
     */
    record Measured(String scenario, String transport, Direction direction, int trial, SavedVerdict verdict,
            String failure,
            double sendingMillis, Double recoveryMillis, SavedStats stats, List<SavedEvent> events,
            SavedWire wire, Map<String, List<?>> messages) implements SavedCell {
        boolean isComplete() {
            return verdict != null && verdict.delivery != null && stats != null
                    && Stream.of(stats.lost, stats.duplicates, stats.outOfOrder).allMatch(SavedRun::isList);
        }
    }

    /**
     * @param order null if nothing was delivered
     * @param boundaries likewise
     */
    record SavedVerdict(Verdict.Delivery delivery, Verdict.Order order, Verdict.Boundaries boundaries) {
        static SavedVerdict of(Verdict verdict) {
            return verdict.delivery() == Verdict.Delivery.NOTHING_DELIVERED
                    ? new SavedVerdict(verdict.delivery(), null, null)
                    : new SavedVerdict(verdict.delivery(), verdict.order(), verdict.boundaries());
        }

        /** Returns the verdict as tables print it. */
        String words() {
            return Stream.of(delivery, order, boundaries).filter(Objects::nonNull).map(Json::name)
                    .collect(Collectors.joining(", ")).replace('-', ' ');
        }
    }

    /** @param p50Millis null if nothing was delivered, as are the other two */
    record SavedStats(int offered, int accepted, int left, int arrived, int delivered, int processed,
            int acknowledged, List<Integer> lost, List<Integer> duplicates, List<Integer> reprocessed,
            List<Integer> outOfOrder, long skipped, int ownRead, long invalid, Double p50Millis,
            Double p99Millis, Double maxMillis, Map<String, Integer> lossReasons) {
        private static SavedStats of(Cell.Measured cell) {
            LedgerStats stats = cell.stats();
            return new SavedStats(stats.reached(Stage.OFFERED), stats.reached(Stage.ACCEPTED),
                    stats.reached(Stage.LEFT), stats.reached(Stage.ARRIVED), stats.reached(Stage.DELIVERED),
                    stats.reached(Stage.PROCESSED), stats.reached(Stage.ACKNOWLEDGED), stats.lost(),
                    stats.duplicates(), stats.reprocessed(), stats.outOfOrder(), stats.skipped(),
                    stats.ownRead(),
                    stats.invalid(), stats.latency().map(Latency::p50).map(SavedCell::millis).orElse(null),
                    p99Millis(stats), stats.latency().map(Latency::max).map(SavedCell::millis).orElse(null),
                    lossReasons(cell));
        }

        private static Map<String, Integer> lossReasons(Cell.Measured cell) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            LossReasons.of(cell).forEach((reason, numbers) -> counts.put(reason, numbers.size()));
            return counts;
        }

        static Double p99Millis(LedgerStats stats) {
            return stats.latency().map(Latency::p99).map(SavedCell::millis).orElse(null);
        }
    }

    record SavedEvent(double atMillis, String action) {
        private static SavedEvent of(ScenarioEvent event) {
            return new SavedEvent(event.at() / 1e6, ScenarioFile.text(event.action()));
        }
    }

    record SavedWire(long packets, long bytes, long retransmissions, long connections, long requests,
            long headBytes, long lostByKernel, double lateMillis, DirectionCount toReceiver,
            DirectionCount toSender) {
        private static SavedWire of(WireStats wire) {
            return new SavedWire(wire.count(), wire.bytes(), wire.retransmissions(),
                    wire.requests().connections(), wire.requests().requests(), wire.requests().headBytes(),
                    wire.lostByKernel(),
                    wire.late().maxNanos() / 1e6, wire.toReceiver(), wire.toSender());
        }
    }

    static SavedCell of(Cell cell) {
        return switch (cell) {
            case Cell.Missing missing -> new Missing(cell.scenario().name(), cell.transport().toString(),
                    cell.direction(), missing.reason());
            case Cell.Measured measured -> new Measured(cell.scenario().name(), cell.transport().toString(),
                    cell.direction(), measured.trial(), SavedVerdict.of(measured.stats().verdict()),
                    measured.failure().orElse(null), millis(measured.sending()),
                    measured.recovery().map(SavedCell::millis).orElse(null), SavedStats.of(measured),
                    measured.events().stream().map(SavedEvent::of).toList(),
                    measured.wire().map(SavedWire::of).orElse(null), columns(measured.ledger()));
        };
    }

    private static Map<String, List<?>> columns(Ledger ledger) {
        Map<String, List<?>> columns = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            columns.put(stage.toString(), column(ledger, number -> ledger.has(stage, number)
                    ? ledger.at(stage, number).getAsLong()
                    : null));
        }
        columns.put("deliveries", column(ledger, ledger::deliveries));
        columns.put("processings", column(ledger, ledger::processings));
        columns.put("skipped", column(ledger, ledger::skippedCopies));
        columns.put("outOfOrder", column(ledger, ledger::isOutOfOrder));
        columns.put("ownRead", column(ledger, ledger::isOwnRead));
        columns.put("cause", column(ledger, number -> ledger.cause(number).orElse(null)));
        return columns;
    }

    /** Returns a view of the ledger, so that a million messages are written without copying them. */
    private static List<?> column(Ledger ledger, IntFunction<?> value) {
        return new AbstractList<Object>() {
            @Override
            public Object get(int number) {
                return value.apply(number);
            }

            @Override
            public int size() {
                return ledger.messages();
            }
        };
    }

    private static Double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** Tells the two kinds of cells apart when they are read. */
    final class ByMembers implements JsonDeserializer<SavedCell> {
        @Override
        public SavedCell deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
            boolean isMeasured = json instanceof JsonObject cell && cell.has("stats");
            return context.deserialize(json, isMeasured ? Measured.class : Missing.class);
        }
    }
}
