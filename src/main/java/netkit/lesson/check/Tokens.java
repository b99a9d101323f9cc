package netkit.lesson.check;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import netkit.lab.script.LabSyntaxException;
import netkit.lab.wire.Amount;

/**
 * The words of one line of {@code checks.lab}: words separated by blanks, strings in double quotes with escapes, and the
 * marks {@code ( ) , : =}. An unquoted # at the start of a word starts a comment.
 */
final class Tokens {
    /** What a token is. */
    enum Kind {
        WORD, STRING, MARK, END
    }

    /**
     * One token.
     *
     * @param bytes the content of a string, in UTF-8; null for the other kinds
     * @param column of its first character, counted from 1
     */
    record Token(Kind kind, String text, byte[] bytes, int column) {
        boolean is(String word) {
            return kind != Kind.STRING && text.equals(word);
        }
    }

    private static final String MARKS = "(),:=";
    private static final int HEX = 16;

    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Tokens(String line) {
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
            } else if (c == '#') {
                break;
            } else if (c == '"') {
                i = string(line, i);
            } else if (MARKS.indexOf(c) >= 0) {
                tokens.add(new Token(Kind.MARK, String.valueOf(c), null, i + 1));
                i++;
            } else {
                int from = i;
                while (i < line.length() && " \t\"(),:=".indexOf(line.charAt(i)) < 0) {
                    i++;
                }
                tokens.add(new Token(Kind.WORD, line.substring(from, i), null, from + 1));
            }
        }
        tokens.add(new Token(Kind.END, "", null, line.length() + 1));
    }

    private int string(String line, int from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = from + 1;
        while (i < line.length() && line.charAt(i) != '"') {
            char c = line.charAt(i);
            if (c != '\\') {
                int end = line.offsetByCodePoints(i, 1);
                bytes.writeBytes(line.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
                continue;
            }
            char escape = i + 1 < line.length() ? line.charAt(i + 1) : ' ';
            switch (escape) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case '\\', '"' -> bytes.write(escape);
                case 'x' -> {
                    String digits = line.substring(i + 2, Math.min(i + 4, line.length()));
                    if (!digits.matches("[0-9a-fA-F]{2}")) {
                        throw new LabSyntaxException(i + 1, "\\x takes two hexadecimal digits, as in \\x0a");
                    }
                    bytes.write(Integer.parseInt(digits, HEX));
                    i += 2;
                }
                default -> throw new LabSyntaxException(i + 1,
                        "unknown escape: write \\r, \\n, \\t, \\\\, \\\" or \\xNN");
            }
            i += 2;
        }
        if (i >= line.length()) {
            throw new LabSyntaxException(from + 1, "this \" has no closing quote");
        }
        tokens.add(new Token(Kind.STRING, line.substring(from, i + 1), bytes.toByteArray(), from + 1));
        return i + 1;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** Returns the token after the next one. */
    Token second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    boolean isEmpty() {
        return peek().kind() == Kind.END;
    }

    /** Whether the next token is one of these words or marks. */
    boolean isAt(Set<String> words) {
        return peek().kind() != Kind.STRING && words.contains(peek().text());
    }

    /** Skips these words if they come next; otherwise nothing. */
    boolean skip(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!tokens.get(Math.min(at + i, tokens.size() - 1)).is(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    void require(String word) {
        if (!skip(word)) {
            throw unexpected("write " + word);
        }
    }

    /** Returns the next word. */
    String word(String what) {
        if (peek().kind() != Kind.WORD) {
            throw unexpected("write " + what);
        }
        return next().text();
    }

    /** Returns the next string in double quotes. */
    String string(String what) {
        if (peek().kind() != Kind.STRING) {
            throw unexpected("write " + what + " in double quotes");
        }
        return new String(next().bytes(), StandardCharsets.UTF_8);
    }

    /** Returns the next string in double quotes as a regular expression; its escapes are written as in any string. */
    Pattern regex() {
        int column = peek().column();
        String text = string("a regular expression");
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new LabSyntaxException(column,
                    "'" + text + "' is no regular expression: " + e.getDescription());
        }
    }

    /** Whether these words come one after the other, now or later in the line. */
    boolean hasAhead(String... words) {
        int before = at;
        boolean found = false;
        for (at = before; at < tokens.size() && !found; at++) {
            int here = at;
            found = skip(words);
            at = here;
        }
        at = before;
        return found;
    }

    Duration duration() {
        int column = peek().column();
        String text = word("a duration, such as 200ms or 2s");
        try {
            return Amount.duration(text);
        } catch (IllegalArgumentException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }

    int count(String what) {
        int column = peek().column();
        String text = word(what);
        try {
            return Amount.size(text);
        } catch (IllegalArgumentException _) {
            throw new LabSyntaxException(column, "'" + text + "' is not a number: write " + what);
        }
    }

    void requireEnd() {
        if (!isEmpty()) {
            throw unexpected("the line should end here");
        }
    }

    LabSyntaxException unexpected(String advice) {
        Token token = peek();
        return new LabSyntaxException(token.column(), (token.kind() == Kind.END ? "the line ends here: "
                : "'" + token.text() + "' is not expected here: ") + advice);
    }
}
