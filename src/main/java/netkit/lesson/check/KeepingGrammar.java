package netkit.lesson.check;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import netkit.lab.script.LabSyntaxException;
import netkit.queue.QueueName;
import netkit.queue.QueueStats.Metric;

/** The grammar of the steps of what outlives a program: the file that it keeps, and the judge's message queue. */
final class KeepingGrammar {
    private final Tokens tokens;
    private final ExpressionParser expressions;

    KeepingGrammar(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** {@code is empty}, or {@code has lines X [now | within 3s]}. */
    CheckStep file() {
        if (tokens.skip("is", "empty")) {
            return new CheckStep.FileHas(_ -> FieldBytes.of(new byte[0]), true, java.util.Optional.empty());
        }
        if (!tokens.skip("has", "lines")) {
            throw tokens.unexpected("the file has lines X, or is empty");
        }
        BytesExpression lines = expressions.bytes();
        return new CheckStep.FileHas(lines, tokens.skip("now"), CheckGrammar.within(tokens));
    }

    /** {@code starts}, {@code stops}, {@code NAME gets X} or {@code NAME has ready=0 … [within 3s]}. */
    CheckStep queue() {
        if (tokens.skip("starts")) {
            return new CheckStep.QueueRuns(true);
        }
        if (tokens.skip("stops")) {
            return new CheckStep.QueueRuns(false);
        }
        String name = name();
        if (tokens.skip("gets")) {
            return new CheckStep.QueueGets(name, expressions.bytes());
        }
        tokens.require("has");
        Map<Metric, NumberExpression> metrics = new EnumMap<>(Metric.class);
        do {
            metrics.put(metric(), number());
        } while (!tokens.isEmpty() && !tokens.peek().is("within"));
        return new CheckStep.QueueHas(name, metrics, CheckGrammar.within(tokens));
    }

    /** {@code NAME METRIC}. */
    CheckStep value() {
        return new CheckStep.QueueValue(name(), metric());
    }

    private String name() {
        int column = tokens.peek().column();
        String name = tokens.word("the name of a queue");
        try {
            return QueueName.check(name);
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }

    private Metric metric() {
        int column = tokens.peek().column();
        String word = tokens.word("a metric, such as ready=0");
        for (Metric metric : Metric.values()) {
            if (metric.toString().equals(word)) {
                return metric;
            }
        }
        throw new LabSyntaxException(column, "'" + word + "' is no metric of a queue: write "
                + java.util.Arrays.stream(Metric.values())
                        .map(metric -> metric.name().toLowerCase(Locale.ROOT))
                        .collect(java.util.stream.Collectors.joining(", ")));
    }

    private NumberExpression number() {
        tokens.require("=");
        return expressions.number();
    }
}
