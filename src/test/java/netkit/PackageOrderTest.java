package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The order of the packages: each uses only packages below it, and of those only the ones that the table allows. */
class PackageOrderTest {
    /**
     * From top to bottom: a package, and the packages that it may use. {@code netkit.lab.*} is a package with its
     * sub-packages, {@code *} is every package below.
     */
    private static final Map<String, Set<String>> MAY_USE = table("""
            netkit                  netkit.cli
            netkit.cli              *
            netkit.cli.compare      *
            netkit.cli.packet       *
            netkit.cli.lab          *
            netkit.cli.lesson       *
            netkit.cli.mq           *
            netkit.cli.reference    *
            netkit.cli.serve        *
            netkit.cli.sio          *
            netkit.cli.ws           *
            netkit.cli.udp          *
            netkit.cli.tcp          *
            netkit.cli.chat         *
            netkit.cli.web          *
            netkit.cli.capture      *
            netkit.cli.option       *
            netkit.cli.terminal     *
            netkit.report           netkit.lesson netkit.lesson.grade netkit.dissect.* netkit.compare.* netkit.packet.* netkit.lab.wire netkit.lab.relay netkit.net
            netkit.lesson.lint      *
            netkit.lesson.grade     *
            netkit.lesson.board     netkit.lesson netkit.net
            netkit.lesson.judge     *
            netkit.lesson.trial     netkit.lesson.check netkit.lab.namespace
            netkit.lesson.judge.process netkit.lesson.check
            netkit.lesson.check     *
            netkit.lesson.progress  *
            netkit.lesson           *
            netkit.compare          *
            netkit.compare.machines *
            netkit.compare.wire     *
            netkit.compare.link     *
            netkit.compare.scenario *
            netkit.compare.ledger   *
            netkit.dissect.explain  netkit.dissect netkit.packet.* netkit.net
            netkit.dissect.filter   netkit.dissect netkit.packet.* netkit.net
            netkit.dissect          netkit.dissect.application netkit.packet.* netkit.net
            netkit.dissect.application netkit.packet.stream netkit.packet netkit.socketio netkit.engineio netkit.websocket netkit.http netkit.queue.protocol netkit.queue netkit.chat netkit.udp netkit.net
            netkit.lab.script       netkit.lab netkit.lab.wire netkit.lab.namespace netkit.lab.linux netkit.net
            netkit.lab.relay        netkit.lab netkit.lab.wire netkit.packet netkit.net
            netkit.lab              netkit.lab.wire netkit.lab.namespace netkit.lab.linux netkit.packet.*
            netkit.lab.wire         netkit.lab.linux netkit.packet.*
            netkit.lab.namespace    netkit.lab.linux netkit.packet netkit.net
            netkit.lab.linux        netkit.packet
            netkit.socketio.redis   netkit.socketio netkit.net
            netkit.socketio         netkit.engineio netkit.rooms netkit.http netkit.net
            netkit.engineio         netkit.websocket netkit.http netkit.net
            netkit.websocket        netkit.http netkit.net
            netkit.queue.client     netkit.queue.rabbitmq netkit.queue.protocol netkit.queue netkit.net
            netkit.queue.rabbitmq   netkit.queue netkit.net
            netkit.queue.server     netkit.queue.protocol netkit.queue.store netkit.queue netkit.net
            netkit.queue.protocol   netkit.queue netkit.net
            netkit.queue.store      netkit.queue netkit.net
            netkit.queue            netkit.net
            netkit.chat             netkit.rooms netkit.net
            netkit.udp              netkit.net
            netkit.http             netkit.net
            netkit.packet.ladder    netkit.packet.stream netkit.packet
            netkit.packet.stream    netkit.packet
            netkit.packet.pcapng    netkit.packet
            netkit.packet
            netkit.rooms
            netkit.net
            """);
    private static final int MOST_FILES_IN_A_FOLDER = 45;
    private static final int MOST_LINES_IN_A_FILE = 420;
    private static final Pattern DEPENDENCY = Pattern
            .compile("\\s+(netkit[\\w.]*)\\s+-> (netkit[\\w.]*)\\s.*");

    private static Map<String, Set<String>> table(String text) {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split("\\s+");
            table.put(words[0], Set.of(Arrays.copyOfRange(words, 1, words.length)));
        }
        return table;
    }

    @Test
    void aPackageUsesOnlyPackagesBelowIt() {
        List<String> order = List.copyOf(MAY_USE.keySet());
        Set<String> faults = new TreeSet<>();
        Map<String, Set<String>> uses = uses();
        uses.forEach((user, usedOnes) -> {
            for (String used : usedOnes) {
                if (!order.contains(user) || !order.contains(used)) {
                    faults.add(user + " -> " + used + ": a package that the table does not have");
                } else if (order.indexOf(used) < order.indexOf(user)) {
                    faults.add(user + " -> " + used + ": upward");
                } else if (MAY_USE.get(user).stream().noneMatch(allowed -> covers(allowed, used))) {
                    faults.add(user + " -> " + used + ": not allowed by the table");
                }
            }
        });
        assertTrue(uses.size() > 20, "jdeps found only " + uses);
        assertEquals(Set.of(), faults);
    }

    private static boolean covers(String allowed, String used) {
        return allowed.equals("*") || allowed.equals(used) || allowed.endsWith(".*")
                && (used + ".").startsWith(allowed.substring(0, allowed.length() - 1));
    }

    @Test
    void noFolderHoldsTooManyFilesAndNoFileTooManyLines() throws IOException {
        List<String> faults = new ArrayList<>();
        Map<Path, Integer> counts = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                counts.merge(file.getParent(), 1, Integer::sum);
                if (file.toString().endsWith(".java")) {
                    long lines = Files.readAllLines(file).size();
                    if (lines > MOST_LINES_IN_A_FILE) {
                        faults.add(file + " has " + lines + " lines");
                    }
                }
            }
        }
        counts.forEach((folder, count) -> {
            if (count > MOST_FILES_IN_A_FOLDER) {
                faults.add(folder + " has " + count + " files");
            }
        });
        assertEquals(List.of(), faults);
    }

    /** Each package, and the other packages that its classes use. */
    private static Map<String, Set<String>> uses() {
        return jdeps().lines().map(DEPENDENCY::matcher)
                .filter(matcher -> matcher.matches() && !matcher.group(1).equals(matcher.group(2)))
                .collect(Collectors.groupingBy((Matcher matcher) -> matcher.group(1),
                        Collectors.mapping(matcher -> matcher.group(2), Collectors.toSet())));
    }

    private static String jdeps() {
        StringWriter out = new StringWriter();
        int code = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out),
                new PrintWriter(out),
                "-verbose:package", "-filter:none", "--multi-release", "25", "--ignore-missing-deps",
                Path.of("target", "classes").toString());
        assertEquals(0, code, out.toString());
        return out.toString();
    }
}
