package netkit.lesson.check;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import netkit.lab.script.LabSyntaxException;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;
import netkit.lesson.check.CheckStep.Treatment;

/** The grammar of the steps that only exercises over UDP have. */
final class DatagramGrammar {
    /** The name of the number in numbered datagrams. */
    static final String NUMBER = "n";
    /** The name of the program's end of the wire. */
    static final String PROGRAM = "program";

    private final Tokens tokens;
    private final Set<String> bytesNames;
    private final Set<String> numberNames;

    /** @param bytesNames a name that a step gives is added */
    DatagramGrammar(Tokens tokens, Set<String> bytesNames, Set<String> numberNames) {
        this.tokens = tokens;
        this.bytesNames = bytesNames;
        this.numberNames = numberNames;
    }

    private ExpressionParser expressions() {
        return new ExpressionParser(tokens, bytesNames, numberNames);
    }

    /** {@code datagram X with Y [after 200ms] [, n from A to B | , n in NUMBERS]}, or {@code any datagram with Y}. */
    CheckStep replies(String peer) {
        boolean any = tokens.skip("any");
        tokens.require("datagram");
        boolean numbered = !any && (tokens.hasAhead(",", NUMBER, "from")
                || tokens.hasAhead(",", NUMBER, "in"));
        Set<String> known = new HashSet<>(bytesNames);
        if (numbered) {
            known.add(NUMBER);
        }
        ExpressionParser parser = new ExpressionParser(tokens, known, numberNames);
        Optional<BytesExpression> to = any ? Optional.empty() : Optional.of(parser.bytes());
        tokens.require("with");
        BytesExpression with = parser.bytes();
        Duration delay = tokens.skip("after") ? tokens.duration() : Duration.ZERO;
        return new CheckStep.RepliesToDatagrams(peer, to, with,
                numbered ? Optional.of(numbers()) : Optional.empty(), delay);
    }

    private BytesExpression numbers() {
        tokens.require(",");
        tokens.require(NUMBER);
        if (tokens.skip("in")) {
            return expressions().bytes();
        }
        tokens.require("from");
        NumberExpression from = expressions().number();
        tokens.require("to");
        NumberExpression to = expressions().number();
        return names -> FieldBytes.of(Numbers.range(from.value(names), to.value(names)));
    }

    /** {@code NUMBERS}, and for delays a time, behind the verb. */
    CheckStep treats(String peer, Treatment what) {
        if (what != Treatment.DELAYS) {
            return new CheckStep.Treats(peer, what, expressions().bytes(), Duration.ZERO);
        }
        BytesExpression numbers = expressions().term();
        return new CheckStep.Treats(peer, what, numbers, tokens.duration());
    }

    /** The faults of a .lab file, or {@code lost as NAME}. */
    CheckStep wire(String peer) {
        if (tokens.skip("lost", "as")) {
            int at = tokens.peek().column();
            String name = CheckGrammar.name(tokens.word("a name"), at);
            bytesNames.add(name);
            return new CheckStep.WireLost(name);
        }
        int column = tokens.peek().column();
        StringBuilder text = new StringBuilder();
        while (!tokens.isEmpty()) {
            text.append(tokens.next().text()).append(' ');
        }
        try {
            WireChange change = WireChange.parse(text.toString());
            WireSettings settings = change.applyTo(WireSettings.clear(List.of(peer, PROGRAM)));
            if (settings.faults().values().stream().anyMatch(faults -> faults.corrupt() > 0)) {
                throw new IllegalArgumentException(
                        "netkit plays the wire above UDP, whose checksum drops a corrupt"
                                + " datagram: write loss instead");
            }
            return new CheckStep.WireFaults(change);
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }
}
