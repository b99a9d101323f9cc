package netkit.lab.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.lab.wire.Amount;

/**
 * The parser of .lab files, which describe an experiment as text: first the settings (title, hosts, seed, limit), then
 * the steps in order, one per line; # starts a comment.
 */
public final class LabFile {
    private final String name;
    private Optional<String> title = Optional.empty();
    private List<String> hosts = LabPlan.DEFAULT_HOSTS;
    private OptionalLong seed = OptionalLong.empty();
    private Duration limit = LabPlan.DEFAULT_LIMIT;
    private final List<LabLine> lines = new ArrayList<>();

    private LabFile(String name) {
        this.name = name;
    }

    /**
     * @param name of the file, for error messages
     * @throws IllegalArgumentException with a one-line message: {@code cut.lab:7:12: }, the mistake, and what is
     *        allowed
     */
    public static LabPlan parse(String name, String text) {
        return new LabFile(name).parse(text);
    }

    private LabPlan parse(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                read(number, line);
            } catch (LabSyntaxException e) {
                throw new IllegalArgumentException(
                        name + ":" + number + ":" + e.column() + ": " + e.getMessage());
            }
        }
        if (lines.stream().allMatch(line -> line.step().program().isEmpty())) {
            throw new IllegalArgumentException(
                    name + ": no step starts a program; write for example: bob: netkit udp-listen 9001");
        }
        return new LabPlan(title, hosts, seed, limit, lines);
    }

    private void read(int number, String line) {
        ShellWords words = new ShellWords(line);
        if (words.isEmpty()) {
            return;
        }
        int column = words.column();
        String first = words.plain().orElseThrow().text();
        boolean isSetting = switch (first) {
            case "title", "seed", "limit" -> true;
            case "hosts" -> !words.isEmpty(); // without names it is the step that shows the hosts
            default -> false;
        };
        if (!isSetting) {
            new LabGrammar(hosts).parse(line)
                    .ifPresent(step -> lines.add(new LabLine(number, line.strip(), step)));
            return;
        }
        if (!lines.isEmpty()) {
            throw new LabSyntaxException(column, first + " must come before the first step, which is in line "
                    + lines.getFirst().number());
        }
        switch (first) {
            case "title" -> title = Optional.of(words.rest());
            case "hosts" -> hosts = hosts(words);
            case "seed" -> seed = OptionalLong.of(seed(words));
            case "limit" -> limit = limit(words);
            default -> throw new IllegalStateException(first);
        }
    }

    private static List<String> hosts(ShellWords words) {
        int column = words.column();
        return LabGrammar.asSyntaxError(column, () -> LabGrammar
                .checkedHosts(List.of(words.restBeforeComment().replace(",", " ").strip().split("\\s+"))));
    }

    private static long seed(ShellWords words) {
        int column = words.column();
        String text = words.restBeforeComment();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new LabSyntaxException(column, "'" + text + "' is not a seed: write a whole number");
        }
    }

    private static Duration limit(ShellWords words) {
        int column = words.column();
        Duration limit = LabGrammar.asSyntaxError(column, () -> Amount.duration(words.restBeforeComment()));
        if (limit.isZero()) {
            throw new LabSyntaxException(column, "the limit must be more than 0");
        }
        return limit;
    }
}
