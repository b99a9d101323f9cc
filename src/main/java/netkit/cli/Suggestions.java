package netkit.cli;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import netkit.net.Spelling;

/** Suggestions for a misspelt word of the command line. Only near ones are made: a far one misleads. */
final class Suggestions {
    /** What people type who know other tools. */
    private static final Map<String, String> OTHER_TOOLS = Map.ofEntries(Map.entry("version", "--version"),
            Map.entry("chat", "tcp-server"), Map.entry("nc", "tcp-client"),
            Map.entry("telnet", "tcp-client"),
            Map.entry("ping", "udp-ping"), Map.entry("wscat", "ws-client"),
            Map.entry("websocket", "ws-server"),
            Map.entry("queue", "mq-server"), Map.entry("tshark", "dissect"),
            Map.entry("wireshark", "dissect"),
            Map.entry("tcpdump", "capture"), Map.entry("dumpcap", "capture"));

    private static final int LEAST_BEGINNING = 2;

    private Suggestions() {}

    /** Returns the word that was probably meant. */
    static Optional<String> of(String typed, Collection<String> words) {
        return Optional.ofNullable(OTHER_TOOLS.get(typed)).filter(words::contains)
                .or(() -> begunWith(typed, words))
                .or(() -> Spelling.nearest(typed, words));
    }

    /** Returns the first command that begins with what was typed. */
    private static Optional<String> begunWith(String typed, Collection<String> words) {
        return typed.length() < LEAST_BEGINNING || typed.startsWith("-") ? Optional.empty()
                : words.stream().filter(word -> word.startsWith(typed)).findFirst();
    }
}
