package netkit.testing;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fuzz target: a public class {@code …Fuzz} beside the decoder's tests, with the method
 * {@code fuzzerTestOneInput(byte[])}, which throws if a property of the decoder does not hold for the input. Its corpus is
 * a file of the same name, with one input in each line.
 *
 * @param name the name of the class, without its package
 */
public record FuzzTarget(String name, Class<?> type) {
    private static final String SUFFIX = "Fuzz";
    public static final Path CORPORA = Path.of("src/test/resources/netkit/fuzz");

    /** Returns all targets. */
    public static List<FuzzTarget> all() throws IOException {
        Path classes = classes();
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(SUFFIX + ".class")).sorted()
                    .map(file -> of(file.substring(0, file.length() - ".class".length())
                            .replaceAll("[/\\\\]", ".")))
                    .toList();
        }
    }

    private static Path classes() {
        try {
            return Path.of(FuzzTarget.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FuzzTarget of(String className) {
        try {
            Class<?> type = Class.forName(className);
            return new FuzzTarget(type.getSimpleName(), type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path corpusFile() {
        return CORPORA.resolve(name + ".txt");
    }

    /** Returns the inputs of the corpus, as lines of its file; lines that begin with # are comments. */
    public List<String> corpus() throws IOException {
        return Files.readAllLines(corpusFile()).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** Runs the target with one input. */
    public void run(byte[] input) throws Throwable {
        MethodHandle method = MethodHandles.publicLookup().findStatic(type, "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
        method.invokeExact(input);
    }

    /** Appends inputs to the corpus, except those that it has. */
    public void add(List<String> inputs, String comment) throws IOException {
        List<String> lines = new ArrayList<>(Files.exists(corpusFile()) ? Files.readAllLines(corpusFile())
                : List.of());
        List<String> added = inputs.stream().filter(input -> !lines.contains(input)).distinct().toList();
        if (!added.isEmpty()) {
            lines.add("# " + comment);
            lines.addAll(added);
            Files.createDirectories(CORPORA);
            Files.write(corpusFile(), lines);
        }
    }
}
