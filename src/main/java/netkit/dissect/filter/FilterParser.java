package netkit.dissect.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import netkit.dissect.Protocol;

/** A parser of filters by recursive descent; the grammar is that of the package's documentation. */
final class FilterParser {
    /** Brackets and negations within each other, which take the parser's stack. */
    private static final int MAX_DEPTH = 200;
    private static final int MAX_PORT = 65_535;
    private static final List<String> PORTS = List.of("tcp.port", "udp.port");
    private static final List<String> HOSTS = List.of("ip.addr", "ipv6.addr", "arp.src.proto_ipv4",
            "arp.dst.proto_ipv4");
    private static final List<String> FLAGS = List.of("syn", "ack", "fin", "rst", "psh", "urg");

    private final List<Token> tokens;
    private int at;
    private int depth;

    private FilterParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws FilterException with the column, if the text is not a filter */
    static Expression parse(String text) {
        FilterParser parser = new FilterParser(Lexer.tokens(text));
        Expression whole = parser.disjunction();
        if (parser.peek().kind() != Token.Kind.END) {
            throw expected("'and', 'or' or the end of the filter", parser.peek());
        }
        return whole;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(peek().kind() == Token.Kind.END ? at : at++);
    }

    private boolean accept(String... alternatives) {
        if (Stream.of(alternatives).anyMatch(peek()::is)) {
            at++;
            return true;
        }
        return false;
    }

    private static FilterException expected(String what, Token found) {
        return new FilterException(found.column(),
                what + " expected"
                        + (found.kind() == Token.Kind.END ? " after it" : ", not " + found.quoted()));
    }

    private Expression disjunction() {
        Expression left = conjunction();
        while (accept("or", "||")) {
            left = new Expression.Or(left, conjunction());
        }
        return left;
    }

    private Expression conjunction() {
        Expression left = negation();
        while (accept("and", "&&")) {
            left = new Expression.And(left, negation());
        }
        return left;
    }

    private Expression negation() {
        if (++depth > MAX_DEPTH) {
            throw new FilterException(peek().column(), "more than " + MAX_DEPTH + " brackets and negations");
        }
        Expression result;
        if (accept("not", "!")) {
            result = new Expression.Not(negation());
        } else if (accept("(")) {
            result = disjunction();
            if (!accept(")")) {
                throw expected("')'", peek());
            }
        } else {
            result = test();
        }
        depth--;
        return result;
    }

    private Expression test() {
        Token name = take();
        if (name.kind() != Token.Kind.WORD) {
            throw expected("a protocol, a field, or one of host, port, stream, not", name);
        }
        return switch (name.text()) {
            case "host" -> host(take());
            case "port" -> range(PORTS, ports(take()));
            case "stream" -> new Expression.InStream(streamNumber(take()));
            default -> FLAGS.contains(name.text())
                    ? compared(List.of("tcp.flags." + (name.text().equals("rst") ? "reset"
                            : name.text().equals("psh") ? "push" : name.text())), Relation.EQUAL, "1")
                    : named(name);
        };
    }

    private static Expression compared(List<String> fields, Relation relation, String value) {
        return new Expression.Compared(fields, relation, new Literal(value, false), null);
    }

    private static Expression host(Token token) {
        if (!new Literal(token.text(), token.kind() == Token.Kind.STRING).isAddress()) {
            throw expected("an IP address, such as 10.0.0.1 or 10.0.0.0/24,", token);
        }
        return compared(HOSTS, Relation.EQUAL, token.text());
    }

    private static Token ports(Token token) {
        for (String port : token.text().split("\\.\\.|-", 2)) {
            if (token.kind() != Token.Kind.WORD || !port.matches("\\d{1,5}")
                    || Integer.parseInt(port) > MAX_PORT) {
                throw expected("a port of 0 to 65535, such as 9000 or 9000..9010,", token);
            }
        }
        return token;
    }

    private static Expression range(List<String> fields, Token token) {
        String[] ends = token.text().split("\\.\\.|-", 2);
        return new Expression.InRange(fields, new Literal(ends[0], false),
                new Literal(ends[ends.length - 1], false));
    }

    private static long streamNumber(Token token) {
        OptionalLong number = new Literal(token.text(), token.kind() != Token.Kind.WORD).number();
        return number.orElseThrow(() -> expected("the number of a stream, from 0,", token));
    }

    private Expression named(Token name) {
        Optional<Protocol> protocol = FieldNames.protocol(name.text());
        Optional<Relation> relation = Relation.of(peek());
        if (protocol.isPresent() && relation.isEmpty()) {
            return new Expression.HasLayer(protocol.get());
        }
        if (protocol.isPresent()) {
            Token operator = take();
            if (relation.get() != Relation.CONTAINS && relation.get() != Relation.MATCHES) {
                throw new FilterException(operator.column(),
                        "'" + name.text() + "' is a protocol; compare one of its fields, such as "
                                + FieldNames.example(protocol.get()));
            }
            Literal literal = literal(take());
            return new Expression.LayerBytes(protocol.get(), literal,
                    relation.get() == Relation.MATCHES ? pattern(tokens.get(at - 1)) : null);
        }
        List<String> fields = List.of(name.text());
        if (!FieldNames.isKnown(name.text())) {
            throw new FilterException(name.column(), FieldNames.unknown(name.text()));
        }
        if (accept("in")) {
            return in(fields);
        }
        if (relation.isEmpty()) {
            return new Expression.HasField(fields);
        }
        take();
        return compared(fields, relation.get());
    }

    private Expression compared(List<String> fields, Relation relation) {
        Token token = take();
        Literal literal = literal(token);
        if (relation.isOrder() && literal.decimal().isEmpty()) {
            throw expected("a number", token);
        }
        return new Expression.Compared(fields, relation, literal,
                relation == Relation.MATCHES ? pattern(token) : null);
    }

    private static Literal literal(Token token) {
        if (token.kind() == Token.Kind.SYMBOL || token.kind() == Token.Kind.END) {
            throw expected("a value: a number, an address, a name or \"text\"", token);
        }
        return new Literal(token.text(), token.kind() == Token.Kind.STRING);
    }

    private static Pattern pattern(Token token) {
        try {
            return Pattern.compile(token.text(), Pattern.CASE_INSENSITIVE); // as Wireshark does
        } catch (PatternSyntaxException e) {
            throw new FilterException(token.column(),
                    "not a regular expression: " + e.getDescription().toLowerCase(Locale.ROOT));
        }
    }

    private Expression in(List<String> fields) {
        if (!accept("{")) {
            throw expected("'{' and values, such as {80, 8000..8010},", peek());
        }
        List<Expression> members = new ArrayList<>();
        while (!accept("}")) {
            Token token = take();
            literal(token);
            if (token.kind() == Token.Kind.WORD
                    && token.text().matches("[^.]+(\\.\\d+)?\\.\\.[^.]+(\\.\\d+)?")) {
                members.add(range(fields, token));
            } else {
                members.add(new Expression.Compared(fields, Relation.EQUAL, literal(token), null));
            }
            if (!accept(",") && !peek().is("}") && peek().kind() == Token.Kind.END) {
                throw expected("'}'", peek());
            }
        }
        if (members.isEmpty()) {
            throw new FilterException(tokens.get(at - 1).column(), "a value expected, not '}'");
        }
        return Expression.any(members.stream());
    }
}
