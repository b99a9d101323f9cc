package netkit.lesson.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import netkit.lab.script.ProgramCommand;
import netkit.lesson.Language;

/**
 * A student's program that is ready to be started: the words of its command, in which {@code {host}}, {@code {port}} and
 * {@code {file}} are replaced.
 */
public final class StudentProgram implements AutoCloseable {
    private static final String HOST = "{host}";
    private static final String PORT = "{port}";
    private static final String FILE = "{file}";
    private static final String BUS = "{bus}";
    /** A length that a stranger sends must not make the program take all memory of the machine. */
    private static final String JAVA_HEAP = "-Xmx256m";
    private static final String PYTHON_MEMORY = "ulimit -v 2000000 2>/dev/null; exec \"$@\"";

    private final List<String> words;
    private final Path folder;
    private final Path temporary;
    /** Whether the address is appended if the words do not name it. */
    private final boolean appends;
    private Confinement confinement = Confinement.NONE;

    private StudentProgram(List<String> words, Path folder, Path temporary) {
        this(words, folder, temporary, true);
    }

    private StudentProgram(List<String> words, Path folder, Path temporary, boolean appends) {
        this.appends = appends;
        this.words = List.copyOf(words);
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * Prepares a file by its extension; a Java program is compiled.
     *
     * @throws CompileException if it does not compile
     * @throws InconclusiveException if what runs it is missing
     */
    public static StudentProgram of(Path file) throws IOException, CompileException, InconclusiveException {
        Path absolute = file.toAbsolutePath();
        Language language = Language.of(file.getFileName().toString())
                .orElseThrow(() -> new IOException("'" + file
                        + "' is not a .java, .py, .js or .txt file; give the command that runs it: --cmd \"…\""));
        return switch (language) {
            case JAVA -> java(absolute);
            case PYTHON -> new StudentProgram(limited(List.of("python3", absolute.toString())),
                    absolute.getParent(), null);
            case JAVASCRIPT ->
                new StudentProgram(List.of("node", absolute.toString()), absolute.getParent(), null);
            case TEXT -> new StudentProgram(List.of(absolute.toString()), absolute.getParent(), null);
        };
    }

    private static List<String> limited(List<String> command) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return command;
        }
        List<String> all = new ArrayList<>(List.of("sh", "-c", PYTHON_MEMORY, "sh"));
        all.addAll(command);
        return all;
    }

    private static StudentProgram java(Path file)
            throws IOException, CompileException, InconclusiveException {
        Path classes = Files.createTempDirectory("netkit-lesson");
        try {
            String main = JavaSource.compile(file, classes);
            return new StudentProgram(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            JAVA_HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                            classes.toString(), main),
                    file.getParent(), classes);
        } catch (IOException | CompileException | InconclusiveException | RuntimeException e) {
            delete(classes);
            throw e;
        }
    }

    /**
     * Prepares a command such as {@code python3 mine.py}.
     *
     * @param folder in which it runs
     * @throws IllegalArgumentException if it is not one command
     */
    public static StudentProgram command(String text, Path folder) {
        return new StudentProgram(ProgramCommand.parse(text).words(), folder.toAbsolutePath(), null);
    }

    /** Prepares a command to which no address is appended; it is put at {@code {host}} and {@code {port}}. */
    public static StudentProgram exactly(List<String> words, Path folder) {
        return new StudentProgram(words, folder.toAbsolutePath(), null, false);
    }

    /** Encloses each run of the program. */
    StudentProgram confine(Confinement how) {
        confinement = how;
        return this;
    }

    Confinement confinement() {
        return confinement;
    }

    /** Returns the file of an exercise that is a text. */
    Path text() {
        return Path.of(words.getLast());
    }

    Path folder() {
        return folder;
    }

    /**
     * Returns the command for an address; of a server's, only the port is given.
     *
     * @param kept the file that it keeps, behind the address
     * @param bus the port of the bus that it joins, behind the address
     */
    List<String> words(String host, int port, boolean withHost, Optional<Path> kept, OptionalInt bus) {
        List<String> filled = new ArrayList<>();
        boolean given = false;
        String path = kept.map(Path::toString).orElse(FILE);
        for (String word : words) {
            given |= word.contains(PORT);
            filled.add(word.replace(HOST, host).replace(PORT, Integer.toString(port)).replace(FILE, path)
                    .replace(BUS, bus.isPresent() ? Integer.toString(bus.getAsInt()) : BUS));
        }
        if (!given && appends) {
            if (withHost) {
                filled.add(host);
            }
            filled.add(Integer.toString(port));
        }
        if (kept.isPresent() && appends && words.stream().noneMatch(word -> word.contains(FILE))) {
            filled.add(path);
        }
        if (bus.isPresent() && appends && words.stream().noneMatch(word -> word.contains(BUS))) {
            filled.add(Integer.toString(bus.getAsInt()));
        }
        return filled;
    }

    /** Returns the command of a program that is given nothing. */
    List<String> words() {
        return words;
    }

    /** Returns the command for a file. */
    List<String> words(Path file) {
        List<String> filled = new ArrayList<>();
        for (String word : words) {
            filled.add(word.replace(FILE, file.toString()));
        }
        if (filled.equals(words)) {
            filled.add(file.toString());
        }
        return filled;
    }

    @Override
    public void close() {
        if (temporary != null) {
            delete(temporary);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            // it is in the system's folder for temporary files
        }
    }
}
