package netkit.cli.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The tab completion of the lab's console. */
final class LabCompletion {
    private static final List<String> FAULTS = List.of("loss", "delay", "jitter", "reorder", "duplicate",
            "corrupt",
            "rate", "queue", "mtu", "cut", "heal", "clear");
    private static final List<String> STEPS = List.of("wire", "stop", "at", "wait", "ladder", "capture",
            "say", "hosts",
            "programs", "help", "quit");
    private static final List<String> PROGRAMS = List.of("netkit", "ping", "nc", "curl", "sh", "types",
            "serves");

    private final List<String> hosts;
    private final Set<String> commands;

    /** @param commands names of netkit's commands */
    LabCompletion(List<String> hosts, Set<String> commands) {
        this.hosts = List.copyOf(hosts);
        this.commands = Set.copyOf(commands);
    }

    /**
     * @param before the words before the one at the cursor
     * @param typed the start of the word at the cursor
     * @return the words that may stand at the cursor and start with what was typed
     */
    List<String> candidates(List<String> before, String typed) {
        return words(before, typed).filter(word -> word.startsWith(typed)).distinct().toList();
    }

    private Stream<String> words(List<String> before, String typed) {
        if (before.isEmpty()) {
            return Stream.concat(hosts.stream(), STEPS.stream());
        }
        List<String> rest = before.subList(1, before.size());
        return switch (before.getFirst()) {
            case "wire" ->
                rest.isEmpty() ? Stream.of(List.of("show"), directions(), FAULTS).flatMap(List::stream)
                        : Stream.concat(FAULTS.stream(), directions().stream());
            case "stop" -> Stream.concat(hosts.stream(), Stream.of("all"));
            case "ladder" -> Stream.of("on", "off");
            case "capture" -> rest.isEmpty() ? Stream.of("start", "stop") : Stream.empty();
            case "wait" -> switch (rest.size()) {
                case 0 -> Stream.of("until");
                case 1 -> hosts.stream();
                case 2 -> Stream.of("listens", "prints", "ends");
                case 3 -> Stream.of("on");
                default -> Stream.empty();
            };
            case "at" -> rest.isEmpty() ? Stream.empty() : words(rest.subList(1, rest.size()), typed);
            default -> hosts.contains(before.getFirst()) ? program(rest, typed) : Stream.empty();
        };
    }

    private Stream<String> program(List<String> before, String typed) {
        if (before.isEmpty()) {
            return PROGRAMS.stream();
        }
        if (before.getFirst().startsWith("serves")) {
            return program(before.subList(1, before.size()), typed);
        }
        if (before.getLast().equals("netkit")) {
            return commands.stream().sorted();
        }
        // bob, or bob: to be followed by a port
        return typed.isEmpty() ? hosts.stream() : hosts.stream().flatMap(host -> Stream.of(host, host + ":"));
    }

    private List<String> directions() {
        List<String> directions = new ArrayList<>();
        for (String from : hosts) {
            hosts.stream().filter(to -> !to.equals(from)).forEach(to -> directions.add(from + ">" + to));
        }
        return directions;
    }
}
