package netkit.lesson.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import netkit.lab.script.LabSyntaxException;

/** The grammar of what a peer expects. */
final class ExpectationGrammar {
    private static final Set<String> PACKETS = Set.of("connect", "disconnect", "event", "ack");

    private final Tokens tokens;
    private final Set<String> bytesNames;
    private final Set<String> numberNames;

    /** @param bytesNames a name that a step gives is added */
    ExpectationGrammar(Tokens tokens, Set<String> bytesNames, Set<String> numberNames) {
        this.tokens = tokens;
        this.bytesNames = bytesNames;
        this.numberNames = numberNames;
    }

    private ExpressionParser expressions() {
        return new ExpressionParser(tokens, bytesNames, numberNames);
    }

    /** What follows {@code expects}. */
    CheckStep expects(String peer) {
        if (tokens.skip("each", "datagram", "once")) {
            return new CheckStep.ExpectsEach(peer, CheckGrammar.within(tokens));
        }
        Expectation what = expectation();
        Optional<Within> within = Optional.empty();
        Optional<String> as = Optional.empty();
        while (!tokens.isEmpty()) {
            if (tokens.skip("as")) {
                int column = tokens.peek().column();
                String name = CheckGrammar.name(tokens.word("a name"), column);
                bytesNames.add(name);
                as = Optional.of(name);
            } else {
                within = CheckGrammar.within(tokens);
                if (within.isEmpty()) {
                    throw tokens.unexpected("write within 2s, or as NAME");
                }
            }
        }
        return new CheckStep.Expects(peer, what, within, as);
    }

    private Expectation expectation() {
        if (tokens.skip("end", "or", "reset") || tokens.skip("reset", "or", "end")) {
            return new Expectation.End(true, true);
        }
        if (tokens.skip("end")) {
            return new Expectation.End(true, false);
        }
        if (tokens.skip("reset")) {
            return new Expectation.End(false, true);
        }
        if (tokens.skip("nothing", "for")) {
            return new Expectation.Nothing(tokens.duration());
        }
        if (tokens.skip("line")) {
            boolean containing = tokens.skip("containing");
            return new Expectation.Line(
                    tokens.isEmpty() || tokens.isAt(Set.of("as", "within")) ? Optional.empty()
                            : Optional.of(expressions().bytes()),
                    containing);
        }
        if (tokens.peek().is("frame") && !tokens.second().is("(")) {
            tokens.next();
            return frame();
        }
        if (tokens.peek().is("message") && !tokens.second().is("(")) {
            tokens.next();
            return new Expectation.Message(expressions().bytes());
        }
        if (tokens.skip("packet")) {
            return packet();
        }
        if (tokens.skip("response")) {
            List<Integer> statuses = new ArrayList<>();
            while (tokens.peek().text().matches("[1-5]\\d\\d") || !statuses.isEmpty() && tokens.skip("or")) {
                statuses.add(tokens.count("a status, such as 101"));
            }
            return new Expectation.Response(statuses, List.of(), Optional.empty());
        }
        if (tokens.skip("one", "of")) {
            List<BytesExpression> choices = new ArrayList<>();
            do {
                choices.add(expressions().bytes());
            } while (tokens.skip("or"));
            return new Expectation.OneOf(choices);
        }
        if (tokens.second().is("bytes")) {
            NumberExpression count = expressions().number();
            tokens.require("bytes");
            return new Expectation.Count(count);
        }
        tokens.skip("datagram");
        return new Expectation.Exactly(expressions().bytes());
    }

    private Expectation packet() {
        int column = tokens.peek().column();
        String type = tokens.word("connect, disconnect, event or ack");
        if (!PACKETS.contains(type)) {
            throw new LabSyntaxException(column, "a packet is a connect, disconnect, event or ack");
        }
        Optional<BytesExpression> namespace = Optional.empty();
        Optional<Expectation.Part> id = Optional.empty();
        Optional<List<Expectation.Part>> values = Optional.empty();
        while (!tokens.isEmpty() && !tokens.isAt(Set.of("within"))) {
            int at = tokens.peek().column();
            String field = tokens.word("namespace=…, id=… or values=(…)");
            tokens.require("=");
            switch (field) {
                case "namespace" -> namespace = Optional.of(expressions().term());
                case "id" -> id = Optional.of(part());
                case "values" -> values = Optional.of(parts());
                default -> throw new LabSyntaxException(at,
                        "a packet has namespace, id and values, not '" + field + "'");
            }
        }
        return new Expectation.Packet(type, namespace, id, values);
    }

    private List<Expectation.Part> parts() {
        List<Expectation.Part> parts = new ArrayList<>();
        tokens.require("(");
        do {
            parts.add(part());
        } while (tokens.skip(","));
        tokens.require(")");
        return parts;
    }

    private Expectation.Part part() {
        Optional<BytesExpression> not = tokens.skip("not") ? Optional.of(expressions().term())
                : Optional.empty();
        if (!tokens.skip("as")) {
            return new Expectation.Part(
                    not.isPresent() ? Optional.empty() : Optional.of(expressions().term()), not,
                    Optional.empty());
        }
        int column = tokens.peek().column();
        String name = CheckGrammar.name(tokens.word("a name"), column);
        bytesNames.add(name);
        return new Expectation.Part(Optional.empty(), not, Optional.of(name));
    }

    private Expectation frame() {
        OptionalInt opcode = OptionalInt.empty();
        Optional<Boolean> fin = Optional.empty();
        Optional<Boolean> masked = Optional.empty();
        Optional<BytesExpression> payload = Optional.empty();
        OptionalInt code = OptionalInt.empty();
        while (!tokens.isEmpty() && !tokens.isAt(Set.of("as", "within"))) {
            int column = tokens.peek().column();
            String field = tokens.word("opcode=…, fin=…, masked=…, payload=… or code=…");
            tokens.require("=");
            switch (field) {
                case "opcode" -> opcode = OptionalInt.of(FrameSpec.opcode(tokens));
                case "fin" -> fin = Optional.of(FrameSpec.yes(tokens));
                case "masked" -> masked = Optional.of(FrameSpec.yes(tokens));
                case "payload" -> payload = Optional.of(expressions().term());
                case "code" -> code = OptionalInt
                        .of(tokens.skip("none") ? -1 : tokens.count("a close code, or none"));
                default -> throw new LabSyntaxException(column,
                        "a frame has opcode, fin, masked, payload and code, not '" + field + "'");
            }
        }
        return new Expectation.Frame(opcode, fin, masked, payload, code);
    }

    /** Adds the condition on a header, or the body, that follows to a response. */
    Expectation.Response extended(Expectation.Response response) {
        if (tokens.skip("body")) {
            return new Expectation.Response(response.statuses(), response.headers(),
                    Optional.of(expressions().bytes()));
        }
        tokens.require("header");
        String name = tokens.word("the name of a header");
        Expectation.Header header;
        if (tokens.skip("is", "absent")) {
            header = new Expectation.Header(name, Expectation.Match.ABSENT, Optional.empty());
        } else {
            Expectation.Match match = tokens.skip("is") ? Expectation.Match.IS
                    : tokens.skip("contains") ? Expectation.Match.CONTAINS
                            : tokens.skip("lists") ? Expectation.Match.LISTS : null;
            if (match == null) {
                throw tokens.unexpected("write is, contains, lists or is absent");
            }
            header = new Expectation.Header(name, match, Optional.of(expressions().bytes()));
        }
        List<Expectation.Header> headers = new ArrayList<>(response.headers());
        headers.add(header);
        return new Expectation.Response(response.statuses(), headers, response.body());
    }
}
