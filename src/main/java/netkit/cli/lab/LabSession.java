package netkit.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import picocli.CommandLine.Help.Ansi;

import netkit.lab.Host;
import netkit.lab.Lab;
import netkit.lab.LabCapture;
import netkit.lab.script.ScriptTarget;

/** An open lab with its ladder diagram and its capture. */
final class LabSession implements AutoCloseable {
    private static final int MAX_RANDOM_SEED = 1_000_000;

    private final Lab lab;
    private final long seed;
    private final Ansi ansi;
    private final Instant opened = Instant.now();
    private final long openedNanos = System.nanoTime();
    private final int snapLength;
    private LadderWatch ladder;
    private LabCapture capture;

    private LabSession(Lab lab, long seed, int snapLength, Ansi ansi) {
        this.snapLength = snapLength;
        this.lab = lab;
        this.seed = seed;
        this.ansi = ansi;
    }

    static LabSession open(List<String> hosts, OptionalLong seed, SharedLabOptions options, Ansi ansi)
            throws IOException {
        long chosen = seed.orElseGet(() -> ThreadLocalRandom.current().nextInt(1, MAX_RANDOM_SEED));
        return new LabSession(Lab.open(hosts, chosen, options.options()), chosen, options.snapLength(), ansi);
    }

    Lab lab() {
        return lab;
    }

    ScriptTarget target() {
        return ScriptTarget.of(lab);
    }

    List<String> hosts() {
        return lab.hosts().stream().map(Host::name).toList();
    }

    long seed() {
        return seed;
    }

    /** Returns when the lab was opened, as {@link System#nanoTime()}. */
    long openedNanos() {
        return openedNanos;
    }

    /** Returns a line such as {@code alice 192.0.2.1, bob 192.0.2.2; seed 7; using root privileges and TAP devices}. */
    String heading() {
        return lab.hosts().stream().map(host -> host.name() + " " + host.address().getHostAddress())
                .collect(Collectors.joining(", ")) + "; seed " + seed + "; using "
                + lab.backend().description();
    }

    List<String> hostLines() {
        return lab.hosts().stream().map(Host::toString).toList();
    }

    List<String> wireLines() throws IOException {
        return WireTable.lines(lab.wire().settings(), lab.wire().counts(), lab.wire().hostCounts(),
                lab.wire().late());
    }

    /** Returns the counters of the wire, for the end of a run. */
    List<String> countLines() throws IOException {
        return WireTable.counts(lab.wire().settings(), lab.wire().counts(), lab.wire().hostCounts(),
                lab.wire().late());
    }

    synchronized void ladder(boolean on, Consumer<String> rows) {
        if (on && ladder == null) {
            ladder = new LadderWatch(new LadderDiagram(hosts(), ansi), opened, rows);
            lab.addTap(ladder);
        } else if (!on && ladder != null) {
            lab.removeTap(ladder);
            ladder.close();
            ladder = null;
        }
    }

    /** Starts a capture into a file or folder, or stops it if empty; returns a line that names the files. */
    synchronized String capture(Optional<String> where) throws IOException {
        if (where.isEmpty()) {
            if (capture == null) {
                throw new IOException("no capture is running");
            }
            List<Path> files = capture.files();
            closeCapture();
            return "captured: " + files.stream().map(Path::toString).collect(Collectors.joining(", "));
        }
        if (capture != null) {
            throw new IOException("a capture is already running; stop it with: capture stop");
        }
        capture = LabCapture.start(lab, Path.of(where.get()), snapLength);
        return "capturing into "
                + capture.files().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private void closeCapture() throws IOException {
        LabCapture closing = capture;
        capture = null;
        if (closing != null) {
            closing.close();
        }
    }

    /**
     * Completes the ladder diagram and the capture.
     *
     * @throws IOException if that fails, or if the wire failed, so that the results are not valid
     */
    synchronized void finish() throws IOException {
        ladder(false, _ -> {});
        closeCapture();
        if (lab.wire().failure().isPresent()) {
            throw lab.wire().failure().get();
        }
    }

    @Override
    public void close() throws IOException {
        try (lab) {
            finish();
        }
    }
}
