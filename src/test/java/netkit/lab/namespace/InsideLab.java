package netkit.lab.namespace;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import netkit.testing.Programs;

/** Runs a static method of a test in a JVM inside a lab's namespaces, and fails if the method fails. */
public final class InsideLab {
    private static final long TIMEOUT_SECONDS = 60;

    private InsideLab() {}

    /**
     * @param method name of a static method with one {@code String[]} parameter
     * @return the output of the method
     */
    public static String run(Class<?> test, String method, String... arguments) throws Exception {
        return run(Optional.empty(), test, method, arguments);
    }

    /** Runs a method with a tunnel to a server outside; see {@link #run(Class, String, String...)}. */
    public static String run(Optional<InetSocketAddress> tunnel, Class<?> test, String method,
            String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(test.getName(), method));
        words.addAll(List.of(arguments));
        try (LabProcess lab = LabProcess.start(method(), InsideLab.class.getName(), words,
                ProcessBuilder.Redirect.PIPE, tunnel)) {
            String output = new String(lab.process().getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8);
            if (!lab.process().waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running\n" + output);
            }
            if (lab.process().exitValue() != 0) {
                throw new AssertionError("exit code " + lab.process().exitValue() + "\n" + output);
            }
            return output;
        }
    }

    /**
     * Runs a method as an unprivileged user; see {@link #run}.
     *
     * @param folder folder for copies of class path entries that the user cannot read
     */
    public static String runAsOrdinaryUser(Path folder, Class<?> test, String method, String... arguments)
            throws Exception {
        if (!Machine.current().root()) {
            return run(test, method, arguments);
        }
        List<String> words = new ArrayList<>(List.of(test.getName(), method));
        words.addAll(List.of(arguments));
        return asOrdinaryUser(folder, AsRunner.class, words);
    }

    /** Runs a main method as an unprivileged user outside any lab, and returns its output. */
    static String asOrdinaryUser(Path folder, Class<?> main, List<String> arguments) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534",
                "--clear-groups", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "-cp", readableClassPath(folder),
                main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("exit code " + process.exitValue() + "\n" + output);
        }
        return output;
    }

    /** Returns a class path of copies, because the folders of root are not readable for other users. */
    private static String readableClassPath(Path folder) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                Path to = folder.resolve(copies.size() + "-" + from.getFileName());
                try (Stream<Path> files = Files.walk(from)) {
                    for (Path file : files.toList()) {
                        Path copy = Files.copy(file, to.resolve(from.relativize(file).toString()));
                        // independent of root's umask
                        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
                copies.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    /** A program that calls {@link #run} with its arguments. */
    static final class AsRunner {
        public static void main(String[] arguments) throws Exception {
            System.out.print(run(Class.forName(arguments[0]), arguments[1],
                    Arrays.copyOfRange(arguments, 2, arguments.length)));
        }
    }

    /** Returns the method that works, and skips the test if the machine cannot run a lab. */
    public static NamespaceMethod method() throws IOException {
        try {
            return LabEntry.method(Machine.current());
        } catch (LabUnavailableException e) {
            Programs.need(false, e.getMessage());
            throw e;
        }
    }

    public static void main(String[] arguments) throws Throwable {
        LabEntry.enter();
        Method method = Class.forName(arguments[0]).getDeclaredMethod(arguments[1], String[].class);
        method.setAccessible(true);
        int code = 0;
        try {
            method.invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace(System.out);
            code = 1;
        }
        System.out.flush();
        System.exit(code);
    }
}
