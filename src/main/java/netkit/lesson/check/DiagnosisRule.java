package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import netkit.lab.script.LabSyntaxException;

/**
 * A rule over what the judge observed, such as {@code received is xor(body, key)} or {@code silence and not end}: the
 * {@code when} of a diagnosis. It never sees the source of the program.
 */
public final class DiagnosisRule {
    private static final Set<String> SUBJECTS = Set.of("received", "all", "sent", "expected", "printed",
            "payload", "header");

    private final String id;
    private final List<String> checks;
    private final Predicate<Observation> when;

    private DiagnosisRule(String id, List<String> checks, Predicate<Observation> when) {
        this.id = id;
        this.checks = List.copyOf(checks);
        this.when = when;
    }

    /**
     * @param checks the ids of the checks for which it may be given; empty for all
     * @throws IllegalArgumentException with one line if the rule is not valid
     */
    public static DiagnosisRule parse(String id, List<String> checks, String when) {
        try {
            Tokens tokens = new Tokens(when);
            Predicate<Observation> rule = any(tokens);
            tokens.requireEnd();
            return new DiagnosisRule(id, checks, rule);
        } catch (LabSyntaxException e) {
            throw new IllegalArgumentException(
                    "diagnosis " + id + ": when, column " + e.column() + ": " + e.getMessage(), e);
        }
    }

    public String id() {
        return id;
    }

    /** Whether it names the checks for which it may be given. */
    public boolean namesChecks() {
        return !checks.isEmpty();
    }

    /** Whether it fits; a rule whose names have no value in this check does not. */
    public boolean fits(Observation seen) {
        if (!checks.isEmpty() && !checks.contains(seen.check())) {
            return false;
        }
        try {
            return when.test(seen);
        } catch (LabSyntaxException _) {
            return false;
        }
    }

    private static Predicate<Observation> any(Tokens tokens) {
        Predicate<Observation> rule = all(tokens);
        while (tokens.skip("or")) {
            rule = rule.or(all(tokens));
        }
        return rule;
    }

    private static Predicate<Observation> all(Tokens tokens) {
        Predicate<Observation> rule = one(tokens);
        while (tokens.skip("and")) {
            rule = rule.and(one(tokens));
        }
        return rule;
    }

    private static Predicate<Observation> one(Tokens tokens) {
        if (tokens.skip("not")) {
            return one(tokens).negate();
        }
        if (tokens.skip("(")) {
            Predicate<Observation> inner = any(tokens);
            tokens.require(")");
            return inner;
        }
        if (tokens.isAt(SUBJECTS)) {
            return comparison(tokens);
        }
        int column = tokens.peek().column();
        return switch (tokens.word("what was observed")) {
            case "always" -> _ -> true;
            case "silence" -> Observation::silence;
            case "end" -> Observation::end;
            case "reset" -> Observation::reset;
            case "running" -> seen -> seen.exit().isEmpty();
            case "crashed" -> Observation::crashed;
            case "exit" -> {
                boolean not = tokens.skip("not");
                int status = tokens.count("an exit status");
                yield seen -> seen.exit().isPresent() && seen.exit().getAsInt() == status != not;
            }
            case "connections" -> {
                int count = tokens.count("a number of connections");
                yield seen -> seen.connections() == count;
            }
            case "status" -> {
                int status = tokens.count("a status of HTTP, 0 for none");
                yield seen -> seen.status() == status;
            }
            case "symptom" -> {
                String symptom = tokens.word("a symptom, such as hangs");
                yield seen -> seen.symptom().equals(symptom);
            }
            case "step" -> {
                String part = tokens.string("a text");
                yield seen -> seen.step().contains(part);
            }
            case "field" -> {
                tokens.skip("is");
                String name = tokens.string("a text");
                yield seen -> seen.field().equalsIgnoreCase(name);
            }
            case "number" -> {
                tokens.require("in");
                BytesExpression list = expression(tokens);
                yield seen -> seen.number().isPresent()
                        && Numbers.of(list.bytes(seen.names())).contains(seen.number().getAsLong());
            }
            case "wrong" -> {
                tokens.require("byte");
                int index = tokens.count("the index of a byte");
                yield seen -> seen.wrongByte() == index;
            }
            case "opcode" -> {
                tokens.skip("is");
                int opcode = FrameSpec.opcode(tokens);
                yield seen -> frame(seen, frame -> frame.opcode() == opcode);
            }
            case "code" -> {
                tokens.skip("is");
                int code = tokens.skip("none") ? -1 : tokens.count("a close code, or none");
                yield seen -> frame(seen, frame -> frame.opcode() == 8 && frame.code() == code);
            }
            case "masked" -> seen -> frame(seen, Observation.ReceivedFrame::masked);
            case "fin" -> seen -> frame(seen, Observation.ReceivedFrame::fin);
            case "frame" -> seen -> seen.frame().isPresent();
            default -> throw new LabSyntaxException(column,
                    "a rule speaks of received, all, sent, expected, printed,"
                            + " payload, header, silence, end, reset, running, crashed, exit, connections, status,"
                            + " symptom, step, field, number, wrong byte, frame, opcode, code, masked or fin");
        };
    }

    private static boolean frame(Observation seen, Predicate<Observation.ReceivedFrame> condition) {
        return seen.frame().filter(condition).isPresent();
    }

    private static Predicate<Observation> comparison(Tokens tokens) {
        String word = tokens.next().text();
        Function<Observation, Optional<byte[]>> subject = subject(word, tokens);
        if (word.equals("printed") && tokens.peek().kind() == Tokens.Kind.STRING) { // printed "…"
            return contains(subject, tokens);
        }
        if (tokens.skip("is", "absent")) {
            return seen -> subject.apply(seen).isEmpty();
        }
        if (tokens.skip("is", "empty")) {
            return test(subject, (bytes, _) -> bytes.length == 0);
        }
        if (tokens.skip("longer")) {
            NumberExpression than = than(tokens);
            return test(subject, (bytes, seen) -> bytes.length > length(than, seen));
        }
        if (tokens.skip("shorter")) {
            NumberExpression than = than(tokens);
            return test(subject, (bytes, seen) -> bytes.length < length(than, seen));
        }
        if (tokens.skip("contains")) {
            return contains(subject, tokens);
        }
        if (tokens.skip("matches")) {
            Pattern pattern = tokens.regex();
            return test(subject, (bytes, _) -> pattern
                    .matcher(new String(bytes, StandardCharsets.ISO_8859_1)).matches());
        }
        if (tokens.skip("is")) {
            BytesExpression value = expression(tokens);
            return test(subject, (bytes, seen) -> Arrays.equals(bytes, value.bytes(seen.names())));
        }
        if (tokens.skip("starts")) {
            BytesExpression value = expression(tokens);
            return test(subject, (bytes, seen) -> starts(bytes, value.bytes(seen.names())));
        }
        if (tokens.skip("ends")) {
            BytesExpression value = expression(tokens);
            return test(subject, (bytes, seen) -> ends(bytes, value.bytes(seen.names())));
        }
        throw tokens.unexpected(
                "write is, starts, ends, contains, matches, is empty, is absent, longer or shorter");
    }

    private interface Test {
        boolean fits(byte[] bytes, Observation seen);
    }

    private static Predicate<Observation> test(Function<Observation, Optional<byte[]>> subject, Test test) {
        return seen -> subject.apply(seen).filter(bytes -> test.fits(bytes, seen)).isPresent();
    }

    private static Predicate<Observation> contains(Function<Observation, Optional<byte[]>> subject,
            Tokens tokens) {
        BytesExpression value = expression(tokens);
        return test(subject, (bytes, seen) -> Observation.contains(bytes, value.bytes(seen.names())));
    }

    private static BytesExpression expression(Tokens tokens) {
        return new ExpressionParser(tokens, null, Set.of()).bytes();
    }

    private static NumberExpression than(Tokens tokens) {
        return tokens.skip("than") ? new ExpressionParser(tokens, null, Set.of()).number() : null;
    }

    private static long length(NumberExpression than, Observation seen) {
        return than == null ? seen.expected().length() : than.value(seen.names());
    }

    private static boolean starts(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static boolean ends(byte[] bytes, byte[] end) {
        int from = bytes.length - end.length;
        return from >= 0 && Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
    }

    private static Function<Observation, Optional<byte[]>> subject(String word, Tokens tokens) {
        return switch (word) {
            case "received" -> seen -> Optional.of(seen.received());
            case "all" -> seen -> Optional.of(seen.all());
            case "sent" -> seen -> Optional.of(seen.sent());
            case "expected" -> seen -> Optional.of(seen.expected().bytes());
            case "printed" -> seen -> Optional.of(seen.printed());
            case "payload" -> seen -> seen.frame().map(Observation.ReceivedFrame::payload);
            default -> {
                String name = tokens.word("the name of a header").toLowerCase(java.util.Locale.ROOT);
                yield seen -> Optional.ofNullable(seen.headers().get(name))
                        .map(values -> String.join(", ", values)
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        };
    }
}
