package netkit.dissect.filter;

import java.util.ArrayList;
import java.util.List;

/** Splits a filter into its tokens. */
final class Lexer {
    private static final List<String> SYMBOLS = List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "!",
            "(",
            ")", "{", "}", ",", "~");
    private static final String ENDS_A_WORD = "=!<>&|(){},~\"'[]";

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** Returns the tokens, of which the last is the {@link Token.Kind#END}. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.getLast().kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int column = at + 1;
        if (at == text.length()) {
            return new Token(Token.Kind.END, "", column);
        }
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
            return new Token(Token.Kind.STRING, string(c, column), column);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(Token.Kind.SYMBOL, symbol, column);
            }
        }
        int from = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))
                && ENDS_A_WORD.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from) {
            throw new FilterException(column, switch (c) {
                case '=' -> "'=' is no operator; write '=='";
                case '&', '|' -> "'" + c + "' is no operator; write '" + c + c + "'";
                case '[' -> "parts of a field, such as eth.src[0:3], are not supported";
                default -> "'" + c + "' is not expected here";
            });
        }
        return new Token(Token.Kind.WORD, text.substring(from, at), column);
    }

    private String string(char quote, int column) {
        StringBuilder content = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            content.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
        }
        if (at == text.length()) {
            throw new FilterException(column, "the text that begins here has no closing " + quote);
        }
        at++;
        return content.toString();
    }

    /** Reads an escape, and leaves the position at its last character. */
    private String escaped() {
        int from = at++;
        char c = at < text.length() ? text.charAt(at) : ' ';
        return switch (c) {
            case '"', '\'', '\\' -> String.valueOf(c);
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'x' -> hex(from);
            case '0' -> "\0";
            default -> "\\" + c; // as in a regular expression: \d
        };
    }

    private String hex(int from) {
        int end = Math.min(text.length(), at + 3);
        String digits = text.substring(at + 1, end);
        if (!digits.matches("[0-9a-fA-F]{2}")) {
            throw new FilterException(from + 1, "after \\x two hexadecimal digits are expected");
        }
        at += 2;
        return String.valueOf((char) Integer.parseInt(digits, 16));
    }
}
