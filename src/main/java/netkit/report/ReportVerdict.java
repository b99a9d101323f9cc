package netkit.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.ledger.Account;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.wire.WireAccount;
import netkit.lab.relay.Carrier;

/** What a cell's numbers say, in sentences. */
final class ReportVerdict {
    /**
     * Messages that were lost in the same way.
     *
     * @param cause what took it, or how far it came
     */
    record Death(Stage last, String cause, List<Integer> numbers) {}

    private ReportVerdict() {}

    /** The verdict, and the numbers that it follows from. */
    static String sentence(Cell.Measured cell) {
        Account account = cell.account();
        String words = String.join(", ", account.verdict().words());
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ": "
                + Figures.grouped(account.reached(Stage.DELIVERED)) + " of "
                + Figures.counted(account.reached(Stage.OFFERED), "message") + " delivered, "
                + number(account.lost().size()) + " lost, " + number(account.deliveredAgain().size())
                + " more than once, " + number(account.late().size()) + " late."
                + (account.processedAgain().isEmpty() ? ""
                        : " " + Figures.grouped(account.processedAgain().size())
                                + " were processed more than once.")
                + (account.passedOver() == 0 ? ""
                        : " The receiver passed over " + Figures.counted(account.passedOver(), "copy")
                                .replace("copys", "copies") + " of what it had processed.");
    }

    private static String number(int count) {
        return count == 0 ? "none" : Figures.grouped(count);
    }

    /** What the messages cost on the wire. */
    static String price(Cell.Measured cell) {
        int messages = cell.account().reached(Stage.OFFERED);
        Optional<WireAccount> wire = cell.wire();
        if (wire.isEmpty()) {
            return "What this cost in packets was not seen: only the lab's wire can be watched.";
        }
        WireAccount seen = wire.get();
        return "Each message cost " + ReportWords.per(seen.count(), messages) + " packets and "
                + ReportWords.per(seen.bytes(), messages)
                + " bytes on the wire, counted in both directions"
                + (cell.transport().carrier() == Carrier.STREAM ? " and with the handshakes" : "")
                + SentAgain.words(cell.transport(), seen) + ".";
    }

    /** How the lost messages died, those that died alike together, earliest stage first. */
    static List<Death> deaths(Cell.Measured cell) {
        Ledger ledger = cell.ledger();
        Map<String, Death> deaths = new LinkedHashMap<>();
        for (int number : cell.account().lost()) {
            Stage last = ledger.lastStage(number).orElseThrow();
            String cause = CompareFates.of(cell, number);
            deaths.computeIfAbsent(last + " " + cause, _ -> new Death(last, cause, new ArrayList<>()))
                    .numbers()
                    .add(number);
        }
        return deaths.values().stream().sorted((one, other) -> one.last().compareTo(other.last())).toList();
    }
}
