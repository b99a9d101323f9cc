package netkit.lesson.check;

import java.util.ArrayList;
import java.util.List;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Scenarios;
import netkit.lab.script.LabSyntaxException;
import netkit.lab.wire.Amount;
import netkit.lesson.check.CheckStep.Demanded;

/** The grammar of the steps about a choice of transports, which {@code netkit compare} puts to the test. */
final class ChoiceGrammar {
    private static final int MAX_SEEDS = 10;
    private static final int ALL = 100;

    private final Tokens tokens;

    ChoiceGrammar(Tokens tokens) {
        this.tokens = tokens;
    }

    /** {@code moves}, or {@code is one of websocket, sse}. */
    CheckStep choice() {
        if (!tokens.skip("is", "one", "of")) {
            return new CheckStep.Choice(tokens.word("a requirement, the first word of a line of the table"));
        }
        List<String> names = new ArrayList<>();
        do {
            int column = tokens.peek().column();
            String name = tokens.word("a transport");
            if (ChoiceTable.transport(name).isEmpty()) {
                throw new LabSyntaxException(column, "'" + name + "' is no transport");
            }
            names.add(name);
        } while (tokens.skip(","));
        return new CheckStep.ChoiceIs(names);
    }

    /** {@code 60 messages of 100 bytes at 20/s}. */
    CheckStep workload() {
        int column = tokens.peek().column();
        int messages = tokens.count("a number of messages");
        tokens.require("messages");
        tokens.require("of");
        int size = tokens.count("the size of a message, at least " + NumberedMessage.HEADER_SIZE);
        tokens.require("bytes");
        tokens.require("at");
        String rate = tokens.word("a rate, such as 20/s");
        try {
            return new CheckStep.WorkloadIs(new Workload(messages, size, perSecond(rate)));
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }

    private static double perSecond(String rate) {
        if (!rate.matches("\\d{1,6}/s")) {
            throw new IllegalArgumentException("'" + rate + "' is no rate: write for example 20/s");
        }
        return Integer.parseInt(rate.substring(0, rate.length() - 2));
    }

    /** {@code crash, offline with 2 seeds}. */
    CheckStep trials() {
        List<String> scenarios = new ArrayList<>();
        do {
            int column = tokens.peek().column();
            String name = tokens.word("a scenario");
            if (!Scenarios.NAMES.contains(name)) {
                throw new LabSyntaxException(column, "'" + name + "' is no scenario; there are "
                        + String.join(", ", Scenarios.NAMES));
            }
            scenarios.add(name);
        } while (tokens.skip(","));
        tokens.require("with");
        int column = tokens.peek().column();
        int seeds = tokens.count("a number of seeds");
        if (!tokens.skip("seeds")) {
            tokens.require("seed");
        }
        if (seeds < 1 || seeds > MAX_SEEDS) {
            throw new LabSyntaxException(column, "seeds are 1 to " + MAX_SEEDS);
        }
        return new CheckStep.Trials(scenarios, seeds);
    }

    /** {@code lost none}, {@code stale at most 2%}, {@code prediction}. */
    CheckStep demand() {
        if (tokens.skip("prediction")) {
            return new CheckStep.DemandsPrediction();
        }
        for (Demanded what : Demanded.values()) {
            if (tokens.skip(what.word())) {
                return new CheckStep.Demand(what, most());
            }
        }
        throw tokens.unexpected("write lost, repeated, stale, out-of-order or prediction");
    }

    private int most() {
        if (tokens.skip("none")) {
            return 0;
        }
        tokens.require("at");
        tokens.require("most");
        int column = tokens.peek().column();
        String text = tokens.word("a percentage, such as 5%");
        try {
            return (int) Math.round(Amount.percentage(text) * ALL);
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }
}
