package netkit.report;

import java.util.ArrayList;
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

    /** Returns the numbers of the messages lost for each reason, the most frequent first. */
    public static Map<String, List<Integer>> of(Cell.Measured cell) {
        Map<String, List<Integer>> groups = new TreeMap<>();
        for (int number : cell.stats().lost()) {
            groups.computeIfAbsent(of(cell, number), _ -> new ArrayList<>()).add(number);
        }
        Map<String, List<Integer>> sorted = new LinkedHashMap<>();
        groups.entrySet().stream().sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** Returns {@code lost 104: 102 dropped by the wire: loss; 2 refused by send: no receiver is connected}. */
    public static String line(Cell.Measured cell) {
        Map<String, List<Integer>> groups = of(cell);
        List<String> causes = groups.entrySet().stream()
                .map(entry -> (groups.size() == 1 ? "" : entry.getValue().size() + " ") + entry.getKey())
                .toList();
        return "lost " + cell.stats().lost().size() + ": " + String.join("; ", causes);
    }

    /** Returns why a message was lost if that is known, else the last stage it reached. */
    public static String of(Cell.Measured cell, int number) {
        Ledger ledger = cell.ledger();
        return switch (ledger.lastStage(number).orElse(Stage.OFFERED)) {
            case OFFERED -> ledger.cause(number).orElse("refused by send");
            case ACCEPTED -> ledger.cause(number).orElse(cell.wire().isPresent()
                    ? "accepted by send, but never left the host"
                    : "accepted by send, but not delivered");
            case LEFT -> ledger.cause(number).orElse("left the host, but did not arrive");
            case ARRIVED -> "arrived at bob's host, but was not delivered to his program";
            case DELIVERED -> "delivered, but not processed";
            case PROCESSED, ACKNOWLEDGED -> throw new IllegalArgumentException(
                    "message " + number + " is not lost");
        };
    }
}
