package netkit.lesson.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of netkit in a line that a reader types into a shell. */
final class ShellLine {
    /** A word, which may be quoted, or an operator; sh(1). */
    private static final Pattern TOKEN = Pattern
            .compile(
                    "(?<operator>\\d?>>?&?\\d?|<|\\|\\|?|&&?|;)|(?<word>(\"[^\"]*\"|'[^']*'|[^\\s\"'|&;<>])+)");

    private ShellLine() {}

    /** Returns the arguments of each netkit in the line. */
    static List<List<String>> netkitCommands(String line) {
        List<List<String>> commands = new ArrayList<>();
        List<String> current = new ArrayList<>();
        boolean isFile = false;
        Matcher token = TOKEN.matcher(line);
        while (token.find()) {
            if (token.group("word") != null) {
                if (!isFile) {
                    current.add(token.group("word").replaceAll("[\"']", ""));
                }
                isFile = false;
            } else if (token.group().contains(">") || token.group().equals("<")) {
                isFile = !token.group().matches(".*&\\d");
            } else {
                add(current, commands);
                current = new ArrayList<>();
            }
        }
        add(current, commands);
        return commands;
    }

    private static void add(List<String> words, List<List<String>> commands) {
        int netkit = words.indexOf("netkit");
        // a word before it runs it: NAME=value, time, sudo
        if (netkit >= 0
                && words.subList(0, netkit).stream().allMatch(word -> word.matches("\\w+=.*|time|sudo"))) {
            commands.add(List.copyOf(words.subList(netkit + 1, words.size())));
        }
    }
}
