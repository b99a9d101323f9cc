package netkit.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fuzzes the targets, one after the other, with Jazzer, which chooses inputs by the code that they reach. An input that
 * reveals a fault is added to the target's corpus, where {@code FuzzCorpusTest} repeats it.
 *
 * <p>Arguments: seconds for each target, and a regular expression of the names of targets. With a third argument,
 * {@code keep}, short inputs that reach further code are added to the corpora.
 */
public final class FuzzRun {
    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final Path WORK = Path.of("target/fuzz");
    private static final Pattern DONE = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");
    private static final Pattern FAULT = Pattern.compile("== (?:Java Exception|ERROR|libFuzzer \\w+).*");
    private static final int MAX_KEPT = 60;
    private static final int MAX_KEPT_LENGTH = 300;

    private final int seconds;
    private final boolean keep;
    private final PrintStream out = System.out;

    private FuzzRun(int seconds, boolean keep) {
        this.seconds = seconds;
        this.keep = keep;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        FuzzRun run = new FuzzRun(Integer.parseInt(args[0]), args.length > 2 && args[2].equals("keep"));
        List<String> faults = new ArrayList<>();
        run.out.printf("%-22s %12s %9s  %s%n", "target", "executions", "coverage", "result");
        for (FuzzTarget target : FuzzTarget.all()) {
            if (target.name().matches(args[1]) && !run.fuzz(target)) {
                faults.add(target.name());
            }
        }
        if (!faults.isEmpty()) {
            run.out.println("faults found by " + String.join(", ", faults) + ": see target/fuzz");
            System.exit(1);
        }
    }

    private boolean fuzz(FuzzTarget target) throws IOException, InterruptedException {
        Path work = Files.createDirectories(WORK.resolve(target.name()));
        Path inputs = Files.createDirectories(work.resolve("inputs"));
        List<String> corpus = target.corpus();
        for (int i = 0; i < corpus.size(); i++) {
            Files.write(inputs.resolve("corpus-" + i), FuzzInput.parse(corpus.get(i)));
        }
        Path log = work.resolve("log");
        jazzer(target, log, "-max_total_time=" + seconds, "-timeout=20", "-print_final_stats=1",
                "-artifact_prefix=" + work + "/", inputs.toString());
        String text = Files.readString(log);
        List<Path> findings = findings(work);
        String fault = FAULT.matcher(text).results().map(match -> match.group()).findFirst()
                .orElse(findings.isEmpty() ? "" : "fault");
        out.printf("%-22s %12s %9s  %s%n", target.name(), last(DONE, text), last(COVERAGE, text),
                fault.isEmpty() ? "no fault" : fault);
        for (Path finding : findings) {
            target.add(List.of(FuzzInput.format(Files.readAllBytes(finding))), "found by fuzzing");
            Files.delete(finding);
        }
        if (keep && fault.isEmpty()) {
            keep(target, work, inputs);
        }
        return fault.isEmpty();
    }

    /** Adds the shortest inputs that together reach what all inputs reach. */
    private void keep(FuzzTarget target, Path work, Path inputs) throws IOException, InterruptedException {
        Path merged = work.resolve("merged");
        if (Files.exists(merged)) {
            for (Path file : files(merged)) {
                Files.delete(file);
            }
        }
        Files.createDirectories(merged);
        jazzer(target, work.resolve("merge-log"), "-merge=1", merged.toString(), inputs.toString());
        List<byte[]> kept = new ArrayList<>();
        for (Path file : files(merged)) {
            kept.add(Files.readAllBytes(file));
        }
        kept.removeIf(input -> input.length == 0 || input.length > MAX_KEPT_LENGTH);
        kept.sort(Comparator.comparing(input -> -input.length));
        target.add(kept.stream().limit(MAX_KEPT).map(FuzzInput::format).toList(), "kept from fuzzing");
    }

    private static List<Path> findings(Path work) throws IOException {
        return files(work).stream()
                .filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*")).toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void jazzer(FuzzTarget target, Path log, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"), "-Xmx512m",
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"),
                JAZZER, "--target_class=" + target.type().getName(), "--instrumentation_includes=netkit.**",
                "--reproducer_path=" + log.getParent()));
        command.addAll(List.of(arguments));
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    }

    private static String last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        String last = "-";
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }
}
