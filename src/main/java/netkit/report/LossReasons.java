package netkit.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import netkit.compare.Cell;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

/** The reasons why messages of a cell were lost, in words. */
public final class LossReasons {
    private LossReasons() {}

    /** Returns how many messages were lost for each reason, the most frequent first. */
    public static Map<String, Integer> of(Cell.Measured cell) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int number : cell.stats().lost()) {
            counts.merge(of(cell, number), 1, Integer::sum);
        }
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** Returns {@code lost 104: 102 dropped by the wire: loss; 2 refused by send: no receiver is connected}. */
    public static String line(Cell.Measured cell) {
        Map<String, Integer> counts = of(cell);
        List<String> causes = counts.entrySet().stream()
                .map(entry -> (counts.size() == 1 ? "" : entry.getValue() + " ") + entry.getKey()).toList();
        return "lost " + cell.stats().lost().size() + ": " + String.join("; ", causes);
    }

    /** Returns why a message was lost if that is known, else the last stage it reached. */
    public static String of(Cell.Measured cell, int number) {
        Ledger ledger = cell.ledger();
        return switch (ledger.lastStage(number).orElse(Stage.OFFERED)) {
            case OFFERED -> ledger.cause(number).orElse("refused by send");
            case ACCEPTED -> cell.wire().isPresent() ? "accepted by send, but never left the host"
                    : ledger.cause(number).orElse("accepted by send, but not delivered");
            case LEFT -> ledger.cause(number).orElse("left the host, but did not arrive");
            case ARRIVED -> "arrived at bob's host, but was not delivered to his program";
            case DELIVERED -> "delivered, but not processed";
            case PROCESSED, ACKNOWLEDGED -> throw new IllegalArgumentException(
                    "message " + number + " is not lost");
        };
    }
}
