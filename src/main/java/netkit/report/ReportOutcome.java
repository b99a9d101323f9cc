package netkit.report;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

/** The outcome of a message, which decides its mark. A duplicate has a ring around any of them. */
enum ReportOutcome {
    IN_ORDER("in-order", "delivered in order"), OUT_OF_ORDER("out-of-order",
            "delivered out of order: after one with a higher number"), LOST("lost",
                    "lost on the way"), REFUSED("refused", "refused by send");

    private final String style;
    private final String words;

    ReportOutcome(String style, String words) {
        this.style = style;
        this.words = words;
    }

    /** Its class in the style sheet. */
    String style() {
        return style;
    }

    String words() {
        return words;
    }

    /** Returns the outcome; empty for a message that was never offered. */
    static Optional<ReportOutcome> of(Ledger ledger, int number) {
        if (!ledger.has(Stage.OFFERED, number)) {
            return Optional.empty();
        }
        if (ledger.isLost(number)) {
            boolean refused = ledger.lastStage(number).equals(Optional.of(Stage.OFFERED));
            return Optional.of(refused ? REFUSED : LOST);
        }
        return Optional.of(ledger.isOutOfOrder(number) ? OUT_OF_ORDER : IN_ORDER);
    }

    /** Returns the history of a message in one line. */
    static String history(Ledger ledger, int number) {
        StringBuilder history = new StringBuilder("message " + Numbers.grouped(number));
        OptionalLong offered = ledger.at(Stage.OFFERED, number);
        if (offered.isEmpty()) {
            return history.append(" was never offered").toString();
        }
        history.append(": offered at ").append(seconds(offered.getAsLong()));
        for (Stage stage : Stage.values()) {
            OptionalLong at = ledger.at(stage, number);
            if (stage.compareTo(Stage.LEFT) >= 0 && at.isPresent()) {
                history.append(", ").append(stage.words()).append(' ')
                        .append(ReportWords.time(at.getAsLong() - offered.getAsLong())).append(" later");
            }
        }
        if (ledger.deliveries(number) > 1) {
            history.append("; delivered ").append(ledger.deliveries(number)).append(" times");
        }
        if (ledger.processings(number) > 1) {
            history.append("; processed ").append(ledger.processings(number)).append(" times");
        }
        if (ledger.isOutOfOrder(number)) {
            history.append("; out of order: one with a higher number was delivered before it");
        }
        if (ledger.isLost(number)) {
            history.append("; lost: it ").append(ledger.lastStage(number).orElseThrow().words())
                    .append(", and no further");
            ledger.cause(number).ifPresent(cause -> history.append(" (").append(cause).append(')'));
        }
        return history.toString();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
