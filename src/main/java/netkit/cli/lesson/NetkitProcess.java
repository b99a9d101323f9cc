package netkit.cli.lesson;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A command of netkit, in a process of its own: with the Java and the class path of this one. */
final class NetkitProcess implements AutoCloseable {
    private final Process process;
    private volatile boolean isStopped;

    private NetkitProcess(ProcessBuilder builder) throws IOException {
        process = builder.start();
        process.getOutputStream().close();
    }

    /**
     * Starts {@code netkit} with these arguments; both outputs can be read from {@link #forEachLine}.
     *
     * @param language of the texts of lessons
     */
    static NetkitProcess start(List<String> arguments, String language) throws IOException {
        return new NetkitProcess(speaking(language, new ProcessBuilder(command(arguments))));
    }

    private static ProcessBuilder speaking(String language, ProcessBuilder builder) {
        builder.environment().put(TextLanguage.VARIABLE, language);
        return builder.redirectErrorStream(true);
    }

    /** Starts a line of the shell, in which {@code netkit} is this netkit. */
    static NetkitProcess startShell(String line, String language) throws IOException {
        String netkit = String.join(" ", command(List.of()).stream().map(NetkitProcess::quoted).toList());
        return new NetkitProcess(speaking(language, new ProcessBuilder("sh", "-c",
                "netkit() { " + netkit + " \"$@\"; }\n" + line)));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Returns the words of a command of this netkit. */
    static List<String> command(List<String> arguments) {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1"));
        command.addAll(Files.isRegularFile(Path.of(classPath)) ? List.of("-jar", classPath)
                : List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, "netkit.Netkit"));
        command.addAll(arguments);
        return command;
    }

    /**
     * Runs a command and returns what it printed on standard output.
     *
     * @throws IOException with one line if it printed nothing there
     */
    static String output(List<String> arguments) throws IOException {
        try (NetkitProcess netkit = new NetkitProcess(new ProcessBuilder(command(arguments))
                .redirectError(ProcessBuilder.Redirect.DISCARD))) {
            String out = new String(netkit.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (out.isBlank()) {
                throw new IOException("'netkit " + String.join(" ", arguments) + "' failed");
            }
            return out;
        }
    }

    /** Passes each line of output on, until there are no more. */
    void forEachLine(Consumer<String> lines) throws IOException {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    int exitCode() throws InterruptedIOException {
        try {
            return process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Ends it, as Ctrl-C would, with the processes that it has started. */
    void stop() {
        isStopped = true;
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    boolean isStopped() {
        return isStopped;
    }

    @Override
    public void close() {
        stop();
    }
}
