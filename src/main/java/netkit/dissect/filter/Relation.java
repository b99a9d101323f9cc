package netkit.dissect.filter;

import java.util.Optional;

/** How a field is compared with a value. */
enum Relation {
    EQUAL("==", "eq"), NOT_EQUAL("!=", "ne"), LESS("<", "lt"), LESS_OR_EQUAL("<=", "le"), GREATER(">",
            "gt"), GREATER_OR_EQUAL(">=", "ge"), CONTAINS("contains", "contains"), MATCHES("~", "matches");

    private final String symbol;
    private final String word;

    Relation(String symbol, String word) {
        this.symbol = symbol;
        this.word = word;
    }

    static Optional<Relation> of(Token token) {
        for (Relation relation : values()) {
            if (token.is(relation.symbol) || token.is(relation.word)) {
                return Optional.of(relation);
            }
        }
        return Optional.empty();
    }

    boolean isOrder() {
        return this == LESS || this == LESS_OR_EQUAL || this == GREATER || this == GREATER_OR_EQUAL;
    }

    /** @param comparison below, equal to or above 0, as {@link Integer#compare} returns it */
    boolean accepts(int comparison) {
        return switch (this) {
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case CONTAINS, MATCHES -> false;
        };
    }
}
