package netkit.lesson.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import netkit.lab.namespace.JavaCommand;

/** A run of {@code netkit compare} in a process of its own, which may enter a lab. */
public final class CompareProcess implements AutoCloseable {
    private static final String MAIN = "netkit.Netkit";
    private static final int ASK_MILLIS = 100;

    private final Process process;
    private final Path printed;

    private CompareProcess(Process process, Path printed) {
        this.process = process;
        this.printed = printed;
    }

    /** @param arguments the command and its options */
    public static CompareProcess start(List<String> arguments) throws IOException {
        Path printed = Files.createTempFile("netkit-compare", ".json");
        Process process = new ProcessBuilder(
                JavaCommand.of(List.of("-XX:TieredStopAtLevel=1"), MAIN, arguments))
                .redirectOutput(printed.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        return new CompareProcess(process, printed);
    }

    /**
     * Waits for its end.
     *
     * @param isOver whether it must end now
     * @return its trials; empty if it ended without a result
     */
    public List<ComparedCell> cells(BooleanSupplier isOver) throws InterruptedException, IOException {
        while (!process.waitFor(ASK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (isOver.getAsBoolean()) {
                return List.of();
            }
        }
        return ComparedCell.read(Files.readString(printed));
    }

    /** Ends it in order: it removes its lab. */
    @Override
    public void close() {
        process.destroy();
        try {
            Files.deleteIfExists(printed);
        } catch (IOException _) {
            // it is in the system's folder for temporary files
        }
    }
}
