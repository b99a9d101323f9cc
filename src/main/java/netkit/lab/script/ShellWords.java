package netkit.lab.script;

import java.util.Optional;

/**
 * A tokenizer that splits a line into words as a POSIX shell does (Shell Command Language, §2.2 and §2.3): blanks
 * separate words, quotes and backslashes join them, and an unquoted # at the start of a word starts a comment. Nothing
 * is expanded; characters that a shell would expand or interpret are rejected rather than passed on.
 */
final class ShellWords {
    /** @param column of its first character, counted from 1 */
    record Word(String text, int column, boolean quoted) {
        /** Whether it is this keyword; a quoted word never is. */
        boolean is(String keyword) {
            return !quoted && text.equals(keyword);
        }
    }

    private static final String SHELL_SYNTAX = "|&;()>$`";

    private final String line;
    private int at;

    ShellWords(String line) {
        this.line = line;
    }

    /** Returns a copy for lookahead. */
    ShellWords copy() {
        ShellWords copy = new ShellWords(line);
        copy.at = at;
        return copy;
    }

    ShellWords moveTo(ShellWords ahead) {
        at = ahead.at;
        return this;
    }

    /** Returns the column of the next word, or of the end of the line, counted from 1. */
    int column() {
        skipBlanks();
        return at + 1;
    }

    /** Whether the end of the line or a comment has been reached. */
    boolean isEmpty() {
        skipBlanks();
        return at == line.length() || line.charAt(at) == '#';
    }

    /** Returns the rest of the line as typed, without surrounding blanks; # does not start a comment. */
    String rest() {
        skipBlanks();
        String rest = line.substring(at).stripTrailing();
        at = line.length();
        return rest;
    }

    /** Returns the rest of the line up to a comment. */
    String restBeforeComment() {
        skipBlanks();
        int from = at;
        int end = from;
        while (end < line.length()
                && !(line.charAt(end) == '#' && (end == from || isBlank(line.charAt(end - 1))))) {
            end++;
        }
        at = line.length();
        return line.substring(from, end).strip();
    }

    /** Returns the next word separated by blanks alone: quotes are ordinary characters. */
    Optional<Word> plain() {
        if (isEmpty()) {
            return Optional.empty();
        }
        int from = at;
        while (at < line.length() && !isBlank(line.charAt(at))) {
            at++;
        }
        return Optional.of(new Word(line.substring(from, at), from + 1, false));
    }

    /** Returns the text of {@link #plain}; empty at the end of the line. */
    String keyword() {
        return plain().map(Word::text).orElse("");
    }

    /** Returns the next word as a shell would read it; an unquoted &lt; is a word of its own. */
    Optional<Word> next() {
        if (isEmpty()) {
            return Optional.empty();
        }
        int from = at;
        if (line.charAt(at) == '<') {
            at++;
            return Optional.of(new Word("<", from + 1, false));
        }
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        while (at < line.length() && !isBlank(line.charAt(at)) && line.charAt(at) != '<') {
            char c = line.charAt(at);
            switch (c) {
                case '\'' -> {
                    quoted = true;
                    singleQuoted(word);
                }
                case '"' -> {
                    quoted = true;
                    doubleQuoted(word);
                }
                case '\\' -> {
                    quoted = true;
                    if (at + 1 == line.length()) {
                        throw new LabSyntaxException(at + 1,
                                "\\ at the end of the line is not allowed: a command is one line");
                    }
                    word.append(line.charAt(at + 1));
                    at += 2;
                }
                default -> {
                    if (SHELL_SYNTAX.indexOf(c) >= 0) {
                        throw new LabSyntaxException(at + 1,
                                "'" + c + "' is shell syntax, and commands run without a shell;"
                                        + " quote it, or write sh -c '…'");
                    }
                    word.append(c);
                    at++;
                }
            }
        }
        return Optional.of(new Word(word.toString(), from + 1, quoted));
    }

    private void singleQuoted(StringBuilder word) {
        int end = line.indexOf('\'', at + 1);
        if (end < 0) {
            throw new LabSyntaxException(at + 1, "this ' has no closing quote");
        }
        word.append(line, at + 1, end);
        at = end + 1;
    }

    /** §2.2.3: within double quotes a backslash escapes only $ ` " and \. */
    private void doubleQuoted(StringBuilder word) {
        int from = at++;
        while (at < line.length() && line.charAt(at) != '"') {
            char c = line.charAt(at);
            if (c == '\\' && at + 1 < line.length() && "$`\"\\".indexOf(line.charAt(at + 1)) >= 0) {
                at++;
            } else if (c == '$' || c == '`') {
                throw new LabSyntaxException(at + 1,
                        "'" + c + "' is shell syntax, and commands run without a shell;"
                                + " put it in single quotes, or write sh -c '…'");
            }
            word.append(line.charAt(at));
            at++;
        }
        if (at == line.length()) {
            throw new LabSyntaxException(from + 1, "this \" has no closing quote");
        }
        at++;
    }

    private void skipBlanks() {
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
