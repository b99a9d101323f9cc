package netkit.lab.namespace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The command that starts a class with the Java, options and class path of this JVM; java(1). */
public final class JavaCommand {
    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");
    /** Options whose value is the next argument. */
    private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-p", "--module-path",
            "--upgrade-module-path",
            "--add-modules", "--limit-modules", "--add-reads", "--add-exports", "--add-opens",
            "--patch-module",
            "--enable-native-access", "--illegal-native-access");
    private static final Set<String> MAIN_OPTIONS = Set.of("-jar", "-m", "--module");

    /** System properties of a JVM in a lab, which it does not pass on. */
    static final String LAB_PROPERTY_PREFIX = "-Dnetkit.lab.";

    private JavaCommand() {}

    /** @param extraOptions further options for the new JVM */
    public static List<String> of(List<String> extraOptions, String mainClass, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(commandLine()));
        command.addAll(extraOptions);
        command.add("-XX:-UsePerfData"); // its file would remain after SIGKILL
        String classPath = System.getProperty("java.class.path");
        if (isMainClassOf(classPath, mainClass)) {
            // the manifest has Enable-Native-Access; as an option that would exclude the start-up cache
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, mainClass));
        }
        command.addAll(arguments);
        return command;
    }

    /** Whether the class path is one jar, and {@code java -jar} would run this class. */
    private static boolean isMainClassOf(String classPath, String mainClass) throws IOException {
        if (!Files.isRegularFile(Path.of(classPath))) {
            return false;
        }
        try (JarFile jar = new JarFile(classPath)) {
            Manifest manifest = jar.getManifest();
            return manifest != null
                    && mainClass.equals(manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS));
        }
    }

    /** Returns the command line of this JVM, or an empty list if there is no /proc. */
    private static List<String> commandLine() throws IOException {
        Path file = Path.of("/proc/self/cmdline");
        return Files.exists(file)
                ? List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0", -1))
                : List.of();
    }

    /**
     * Returns the options of a JVM without its class path and without a debugger, whose port only one JVM can use.
     *
     * @param commandLine the java program, options, and the main class or jar with its arguments
     */
    static List<String> options(List<String> commandLine) {
        List<String> options = new ArrayList<>();
        int i = 1;
        while (i < commandLine.size()) {
            String argument = commandLine.get(i);
            boolean value = OPTIONS_WITH_VALUE.contains(argument);
            if (MAIN_OPTIONS.contains(argument) || !argument.startsWith("-")) {
                return options;
            }
            if (CLASS_PATH.contains(argument)) {
                i += 2;
                continue;
            }
            if (!argument.startsWith("--class-path=") && !argument.startsWith(LAB_PROPERTY_PREFIX)
                    && !isDebugger(argument)) {
                options.add(argument);
                if (value && i + 1 < commandLine.size()) {
                    options.add(commandLine.get(i + 1));
                }
            }
            i += value ? 2 : 1;
        }
        return options;
    }

    private static boolean isDebugger(String argument) {
        return argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp")
                || argument.equals("-Xdebug");
    }
}
