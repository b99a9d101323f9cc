package netkit.report;

import java.util.Optional;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

/** The outcome of a message, in ascending severity; duplicates are recorded separately. */
enum ReportOutcome {
    IN_ORDER("d", "●"), OUT_OF_ORDER("o", "▲"), LOST("x", "✕"), REFUSED("r", "□");

    private final String letter;
    private final String sign;

    ReportOutcome(String letter, String sign) {
        this.letter = letter;
        this.sign = sign;
    }

    /** Returns the letter that stands for it in the data of the report's script. */
    String letter() {
        return letter;
    }

    /** Returns its class in the style sheet. */
    String style() {
        return Json.name(this);
    }

    /** Returns the sign that stands for it in the text of the matrix. */
    String sign() {
        return sign;
    }

    /** Returns the outcome of a message; empty if it was never offered. */
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
}
