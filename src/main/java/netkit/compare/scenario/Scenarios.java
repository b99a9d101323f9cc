package netkit.compare.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The scenarios that ship with netkit, each a file to copy and change. */
public final class Scenarios {
    /** In the order in which they are shown. */
    public static final List<String> NAMES = List.of("clean", "loss", "burst", "delay", "reorder",
            "duplicate", "corrupt",
            "cut", "reset", "offline", "crash", "slow", "congested", "quiet", "bus-cut", "bus-lost");
    /** The scenarios of a run without {@code --scenarios}. */
    public static final List<String> DEFAULT_NAMES = List.of("clean", "loss", "reorder", "cut", "offline");
    private static final String FOLDER = "/netkit/scenarios/";

    private Scenarios() {}

    /** Returns the scenario of this name, if there is one. */
    public static Optional<Scenario> named(String name) {
        return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
    }

    private static Scenario read(String name) {
        String file = name + ".lab";
        try (InputStream in = Scenarios.class.getResourceAsStream(FOLDER + file)) {
            return ScenarioFile.parse(name, file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading netkit's own " + file, e);
        }
    }
}
