package netkit.lesson.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import netkit.lab.script.LabSyntaxException;
import netkit.lesson.check.Functions.Arguments;
import netkit.lesson.check.Functions.Function;
import netkit.lesson.check.Tokens.Kind;
import netkit.lesson.check.Tokens.Token;

/**
 * The parser of expressions, which are recognized by what is needed: a word is hexadecimal digits where bytes are needed,
 * and a decimal number where a number is.
 */
final class ExpressionParser {
    /** Words that end a sequence of terms and therefore cannot be names. */
    static final Set<String> KEYWORDS = Set.of("split", "byte", "in", "pause", "rate", "within", "as", "or",
            "and",
            "is", "containing", "for", "with", "after", "every", "now");
    private static final Set<String> NUMBERS = Set.of("len", "number", "count", "pick");

    private final Tokens tokens;
    private final Set<String> bytesNames;
    private final Set<String> numberNames;

    /** @param names those that have been given a value so far; null if any may be used */
    ExpressionParser(Tokens tokens, Set<String> bytesNames, Set<String> numberNames) {
        this.tokens = tokens;
        this.bytesNames = bytesNames;
        this.numberNames = numberNames;
    }

    /** Whether what comes next is a number as a value of its own: {@code len(x)}, or the name of a number. */
    boolean isNumber() {
        return NUMBERS.contains(tokens.peek().text()) && tokens.second().is("(")
                || numberNames.contains(tokens.peek().text());
    }

    /** Parses one term or several, up to a keyword, a closing mark or the end of the line. */
    BytesExpression bytes() {
        List<BytesExpression> terms = new ArrayList<>();
        while (!tokens.isEmpty() && !tokens.isAt(KEYWORDS) && !tokens.isAt(Set.of(")", ","))) {
            terms.add(term());
        }
        if (terms.isEmpty()) {
            throw tokens.unexpected("write bytes: hexadecimal digits, \"text\", a name, or a function");
        }
        return terms.size() == 1 ? terms.getFirst()
                : names -> FieldBytes.join(terms.stream().map(term -> term.value(names)).toList());
    }

    /** Parses one term, which may have a field's name: {@code length:00000005}. */
    BytesExpression term() {
        Token token = tokens.peek();
        if (tokens.skip("(")) {
            BytesExpression inner = bytes();
            tokens.require(")");
            return inner;
        }
        if (token.kind() == Kind.STRING) {
            tokens.next();
            FieldBytes value = FieldBytes.of(token.bytes());
            return names -> value;
        }
        String word = tokens.word("bytes: hexadecimal digits, \"text\", a name, or a function");
        if (tokens.skip(":")) {
            BytesExpression value = term();
            return names -> value.value(names).named(word);
        }
        if (word.equals("frame") && tokens.peek().is("(")) {
            return FrameSpec.parse(tokens, this);
        }
        if (word.equals("each") && tokens.peek().is("(")) {
            return each();
        }
        if (word.equals("message") && tokens.peek().is("(")) { // what a server sends
            tokens.require("(");
            BytesExpression text = bytes();
            tokens.require(")");
            return new FrameSpec(FrameSpec.OPCODES.get("text"), true, 0, false, null, text, 0, null);
        }
        if (Functions.ALL.containsKey(word)) {
            return call(Functions.ALL.get(word));
        }
        if (bytesNames != null && bytesNames.contains(word)) {
            return names -> names.bytes(word);
        }
        if (word.matches("(?:[0-9a-fA-F]{2})+")) {
            FieldBytes value = FieldBytes.of(HexFormat.of().parseHex(word));
            return names -> value;
        }
        if (bytesNames == null && word.matches("[A-Za-z_][\\w-]*")) {
            return names -> names.bytes(word);
        }
        if (numberNames.contains(word) || NUMBERS.contains(word)) {
            throw new LabSyntaxException(token.column(),
                    "'" + word + "' is a number: write u8(…), u32(…) or decimal(…) to have bytes of it");
        }
        throw new LabSyntaxException(token.column(), word.matches("[0-9a-fA-F]+")
                ? "'" + word + "' has an odd number of hexadecimal digits"
                : "'" + word + "' is neither hexadecimal digits nor a name that has a value here");
    }

    /** {@code each(NUMBERS, X)}: X for each number, in which {@code n} is the number as decimal text. */
    private BytesExpression each() {
        tokens.require("(");
        BytesExpression numbers = bytes();
        tokens.require(",");
        Set<String> known = bytesNames == null ? null : new HashSet<>(bytesNames);
        if (known != null) {
            known.add(DatagramGrammar.NUMBER);
        }
        BytesExpression one = new ExpressionParser(tokens, known, numberNames).bytes();
        tokens.require(")");
        return names -> {
            Names inner = names.fork();
            return FieldBytes.join(Numbers.of(numbers.bytes(names)).stream().map(number -> {
                inner.set(DatagramGrammar.NUMBER, Numbers.text(List.of(number)));
                return one.value(inner);
            }).toList());
        };
    }

    private BytesExpression call(Function function) {
        List<Object> arguments = new ArrayList<>();
        String kinds = function.parameters();
        boolean repeats = kinds.endsWith("+") || kinds.endsWith("*");
        String needed = kinds.replace("+", "").replaceFirst(".\\*", "");
        if (!tokens.peek().is("(")) { // random-text 12
            arguments.add(argument(kinds.charAt(0), false));
        } else {
            tokens.require("(");
            for (int i = 0; i < needed.length(); i++) {
                if (i > 0) {
                    tokens.require(",");
                }
                arguments.add(argument(kinds.charAt(i), true));
            }
            while (repeats && tokens.skip(",")) {
                arguments.add(argument(kinds.charAt(kinds.length() - 2), true));
            }
            tokens.require(")");
        }
        if (arguments.size() < needed.length()) {
            throw tokens.unexpected("the function takes more arguments, in parentheses");
        }
        return names -> FieldBytes.of(function.body().apply(names, new Arguments(arguments.stream()
                .map(argument -> switch (argument) {
                    case BytesExpression bytes -> (Object) bytes.value(names);
                    case NumberExpression number -> number.value(names);
                    default -> throw new IllegalStateException();
                }).toList())));
    }

    private Object argument(char kind, boolean several) {
        return kind == 'n' ? several ? number() : singleNumber() : several ? bytes() : term();
    }

    /** Parses a number: a decimal number, {@code len(X)}, {@code number(X)}, {@code count(X)}, {@code pick(A, B)}, a name; + and - between. */
    NumberExpression number() {
        NumberExpression sum = singleNumber();
        while (tokens.peek().is("+") || tokens.peek().is("-")) {
            NumberExpression left = sum;
            boolean plus = tokens.next().is("+");
            NumberExpression right = singleNumber();
            sum = names -> left.value(names) + (plus ? right.value(names) : -right.value(names));
        }
        return sum;
    }

    private NumberExpression singleNumber() {
        int column = tokens.peek().column();
        String word = tokens.word("a number");
        switch (word) {
            case "len" -> {
                tokens.require("(");
                BytesExpression of = bytes();
                tokens.require(")");
                return names -> of.value(names).length();
            }
            case "number" -> {
                tokens.require("(");
                BytesExpression of = bytes();
                tokens.require(")");
                return names -> decimal(of.bytes(names));
            }
            case "count" -> {
                tokens.require("(");
                BytesExpression of = bytes();
                tokens.require(")");
                return names -> Numbers.of(of.bytes(names)).size();
            }
            case "pick" -> {
                tokens.require("(");
                NumberExpression from = number();
                tokens.require(",");
                NumberExpression to = number();
                tokens.require(")");
                return names -> names.random().nextLong(from.value(names), to.value(names) + 1);
            }
            default -> {
                if (word.matches("\\d{1,18}")) {
                    long value = Long.parseLong(word);
                    return names -> value;
                }
                if (word.matches("0x[0-9a-fA-F]{1,16}")) {
                    long value = Long.parseUnsignedLong(word.substring(2), 16);
                    return names -> value;
                }
                if (numberNames.contains(word) || bytesNames == null) {
                    return names -> names.number(word);
                }
                throw new LabSyntaxException(column, "'" + word
                        + "' is not a number: write for example 5, len(body), or the name of a number");
            }
        }
    }

    private static long decimal(byte[] text) {
        try {
            return Long.parseLong(new String(text, java.nio.charset.StandardCharsets.ISO_8859_1).strip());
        } catch (NumberFormatException _) {
            throw new LabSyntaxException(1, "number(…) takes decimal digits");
        }
    }
}
