package netkit.compare;

import java.util.List;
import java.util.Locale;

/** What a transport did in a trial, in words that follow from the counts of that trial alone. */
public record Verdict(Delivery delivery, Order order, Boundaries boundaries) {
    public enum Delivery {
        NOTHING_DELIVERED, EXACTLY_ONCE, AT_MOST_ONCE, AT_LEAST_ONCE, LOST_AND_DUPLICATED,
        /** Copies came, and the receiver has processed none of them. */
        EXACTLY_ONCE_IN_EFFECT, AT_MOST_ONCE_IN_EFFECT
    }

    public enum Order {
        IN_ORDER, OUT_OF_ORDER
    }

    public enum Boundaries {
        BOUNDARIES_KEPT, BOUNDARIES_LOST
    }

    static Verdict of(int delivered, int lost, long extraCopies, long passedOver, int outOfOrder, int alone) {
        Delivery delivery;
        if (delivered == 0) {
            delivery = Delivery.NOTHING_DELIVERED;
        } else if (extraCopies > 0 && extraCopies == passedOver) {
            delivery = lost > 0 ? Delivery.AT_MOST_ONCE_IN_EFFECT : Delivery.EXACTLY_ONCE_IN_EFFECT;
        } else if (lost > 0) {
            delivery = extraCopies > 0 ? Delivery.LOST_AND_DUPLICATED : Delivery.AT_MOST_ONCE;
        } else {
            delivery = extraCopies > 0 ? Delivery.AT_LEAST_ONCE : Delivery.EXACTLY_ONCE;
        }
        return new Verdict(delivery, outOfOrder > 0 ? Order.OUT_OF_ORDER : Order.IN_ORDER,
                alone == delivered ? Boundaries.BOUNDARIES_KEPT : Boundaries.BOUNDARIES_LOST);
    }

    /** One to three phrases: where nothing came there is no order and no boundary to speak of. */
    public List<String> words() {
        return delivery == Delivery.NOTHING_DELIVERED
                ? List.of(words(delivery))
                : List.of(words(delivery), words(order), words(boundaries));
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
