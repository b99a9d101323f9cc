package netkit.lab.script;

import java.util.Optional;

/**
 * Reads a line word by word as a POSIX shell would (Shell Command Language, §2.2 and §2.3): blanks part words, quotes
 * and backslashes keep them together, an unquoted # at the start of a word begins a comment. Nothing is expanded, so
 * what a shell would expand or obey is refused rather than passed on as it stands.
 */
final class ShellWords {
    /** @param column where it begins, counted from 1 */
    record Word(String text, int column, boolean quoted) {
        /** Whether it is this word of the lab's own language, which is never quoted. */
        boolean is(String keyword) {
            return !quoted && text.equals(keyword);
        }
    }

    private static final String SHELL_ONLY = "|&;()>$`";

    private final String line;
    private int at;

    ShellWords(String line) {
        this.line = line;
    }

    /** To look ahead. */
    ShellWords copy() {
        ShellWords copy = new ShellWords(line);
        copy.at = at;
        return copy;
    }

    ShellWords moveTo(ShellWords ahead) {
        at = ahead.at;
        return this;
    }

    /** Where the next word begins, or the line ends, counted from 1. */
    int column() {
        skipBlanks();
        return at + 1;
    }

    /** Empty at the end of the line and at a comment. */
    boolean isEmpty() {
        skipBlanks();
        return at == line.length() || line.charAt(at) == '#';
    }

    /** The rest of the line as it is typed, without blanks around it; a # in it is no comment. */
    String rest() {
        skipBlanks();
        String rest = line.substring(at).stripTrailing();
        at = line.length();
        return rest;
    }

    /** The rest of the line up to a comment. */
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

    /** The next word by blanks alone: quotes and the like are letters. */
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

    /** The next word as a shell would read it; an unquoted &lt; is a word of its own. */
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
                                "a \\ at the end of the line; a command is one line");
                    }
                    word.append(line.charAt(at + 1));
                    at += 2;
                }
                default -> {
                    if (SHELL_ONLY.indexOf(c) >= 0) {
                        throw new LabSyntaxException(at + 1,
                                "'" + c + "' means something to a shell, and there"
                                        + " is none here; put it in quotes, or write sh -c '…'");
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
            throw new LabSyntaxException(at + 1, "this ' has no second one");
        }
        word.append(line, at + 1, end);
        at = end + 1;
    }

    /** §2.2.3: a backslash keeps its meaning before $ ` " and \ only. */
    private void doubleQuoted(StringBuilder word) {
        int from = at++;
        while (at < line.length() && line.charAt(at) != '"') {
            char c = line.charAt(at);
            if (c == '\\' && at + 1 < line.length() && "$`\"\\".indexOf(line.charAt(at + 1)) >= 0) {
                at++;
            } else if (c == '$' || c == '`') {
                throw new LabSyntaxException(at + 1,
                        "'" + c + "' means something to a shell, and there is none"
                                + " here; put it in single quotes, or write sh -c '…'");
            }
            word.append(line.charAt(at));
            at++;
        }
        if (at == line.length()) {
            throw new LabSyntaxException(from + 1, "this \" has no second one");
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
