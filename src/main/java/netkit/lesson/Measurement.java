package netkit.lesson;

import java.io.IOException;

/** Finds the values that are shown beside predictions. */
public final class Measurement {
    /** Runs a command of netkit. */
    @FunctionalInterface
    public interface Netkit {
        /** @return what it printed on standard output */
        String run(String command) throws IOException;
    }

    /** Runs a {@code measure} block of {@code checks.lab}. */
    @FunctionalInterface
    public interface Blocks {
        String run(LessonFolder folder, String id) throws IOException;
    }

    private final LessonFolder folder;
    private final Netkit netkit;
    private final Blocks blocks;

    public Measurement(LessonFolder folder, Netkit netkit, Blocks blocks) {
        this.folder = folder;
        this.netkit = netkit;
        this.blocks = blocks;
    }

    /**
     * Measures what a question is about.
     *
     * @throws IOException with one line if that fails
     */
    public String of(Measure measure) throws IOException {
        return switch (measure) {
            case Measure.Block(var id) -> blocks.run(folder, id);
            case Measure.Command(var command, var path) -> JsonPath.value(netkit.run(command), path)
                    .orElseThrow(() -> new IOException(
                            "'netkit " + command + "' printed no value '" + path + "'"));
        };
    }
}
