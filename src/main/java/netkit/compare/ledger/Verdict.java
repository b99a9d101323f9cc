package netkit.compare.ledger;

import java.util.List;
import java.util.Locale;

/** The verdict on a trial, derived from the counts of that trial alone. */
public record Verdict(Delivery delivery, Order order, Boundaries boundaries) {
    /** How often the receiving program processed each message. */
    public enum Delivery {
        NOTHING_DELIVERED, EXACTLY_ONCE, AT_MOST_ONCE, AT_LEAST_ONCE, LOST_AND_DUPLICATED,
        /** Duplicates were delivered, and the receiver skipped them. */
        EXACTLY_ONCE_IN_EFFECT, AT_MOST_ONCE_IN_EFFECT
    }

    public enum Order {
        IN_ORDER, OUT_OF_ORDER
    }

    public enum Boundaries {
        BOUNDARIES_KEPT, BOUNDARIES_LOST
    }

    static Verdict of(LedgerStats stats) {
        boolean lost = !stats.lost().isEmpty();
        Delivery delivery;
        if (stats.reached(Stage.DELIVERED) == 0) {
            delivery = Delivery.NOTHING_DELIVERED;
        } else if (!stats.reprocessed().isEmpty()) {
            delivery = lost ? Delivery.LOST_AND_DUPLICATED : Delivery.AT_LEAST_ONCE;
        } else if (stats.skipped() > 0) {
            delivery = lost ? Delivery.AT_MOST_ONCE_IN_EFFECT : Delivery.EXACTLY_ONCE_IN_EFFECT;
        } else {
            delivery = lost ? Delivery.AT_MOST_ONCE : Delivery.EXACTLY_ONCE;
        }
        return new Verdict(delivery, stats.outOfOrder().isEmpty() ? Order.IN_ORDER : Order.OUT_OF_ORDER,
                stats.ownRead() == stats.reached(Stage.DELIVERED) ? Boundaries.BOUNDARIES_KEPT
                        : Boundaries.BOUNDARIES_LOST);
    }

    /** Returns one to three phrases: delivery, and, if anything was delivered, order and boundaries. */
    public List<String> words() {
        return delivery == Delivery.NOTHING_DELIVERED
                ? List.of(words(delivery))
                : List.of(words(delivery), words(order), words(boundaries));
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
