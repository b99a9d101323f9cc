package netkit.lesson.judge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import netkit.http.Headers;
import netkit.lesson.check.Expectation;
import netkit.lesson.check.Names;
import netkit.net.PrintableText;

/** Compares one header of a response with what is expected. */
final class HeaderMatch {
    private HeaderMatch() {}

    /** Returns what is wrong; empty if nothing is. */
    static Optional<String> wrong(Expectation.Header wanted, Headers headers, Names names) {
        List<String> values = headers.all(wanted.name());
        String value = wanted.value().map(expression -> new String(expression.bytes(names),
                StandardCharsets.ISO_8859_1)).orElse("");
        boolean right = switch (wanted.match()) {
            case ABSENT -> values.isEmpty();
            case IS -> values.equals(List.of(value));
            case CONTAINS -> values.stream().anyMatch(one -> one.contains(value));
            case LISTS -> headers.list(wanted.name()).stream()
                    .anyMatch(one -> one.equalsIgnoreCase(value));
        };
        if (right) {
            return Optional.empty();
        }
        String seen = values.isEmpty() ? "header " + wanted.name() + " is missing"
                : "header " + wanted.name() + " is '" + PrintableText.escape(String.join("', '", values))
                        + "'";
        return Optional.of(seen + (wanted.match() == Expectation.Match.ABSENT ? ", but was not asked for"
                : " instead of" + (wanted.match() == Expectation.Match.IS ? ""
                        : " "
                                + wanted.match().name().toLowerCase(Locale.ROOT))
                        + " '" + PrintableText.escape(value) + "'"));
    }
}
