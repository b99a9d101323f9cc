package netkit.lesson.grade;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import netkit.lab.namespace.JavaCommand;
import netkit.lab.namespace.LabEntry;
import netkit.lab.namespace.LabProcess;

/**
 * A judge in a process of its own, so that nothing that a program does to it harms the others: in new namespaces where this
 * system has them. All its processes end with it.
 */
final class JudgeProcess implements Closeable {
    /** Bytes of its answer, which is one line. */
    private static final int MAX_ANSWER = 1 << 20;
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC");

    private final Process process;
    private final Optional<LabProcess> lab;
    private volatile boolean isLate;

    private JudgeProcess(Process process, Optional<LabProcess> lab) {
        this.process = process;
        this.lab = lab;
    }

    /**
     * @param scratch its folder for temporary files
     * @param inNamespaces whether it is to be enclosed in a lab's namespaces
     */
    static JudgeProcess start(Path scratch, List<String> arguments, boolean inNamespaces)
            throws IOException {
        List<String> options = new ArrayList<>(OPTIONS);
        options.add("-Djava.io.tmpdir=" + scratch);
        String main = SubmissionJudge.class.getName();
        if (inNamespaces) {
            LabProcess started = LabEntry.startPiped(options, main, arguments);
            return new JudgeProcess(started.process(), Optional.of(started));
        }
        Process process = new ProcessBuilder(JavaCommand.of(options, main, arguments))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        return new JudgeProcess(process, Optional.empty());
    }

    /** Returns its answer; empty if it gives none in this time. */
    String answer(Duration limit) throws IOException {
        Thread clock = Thread.startVirtualThread(() -> {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    isLate = true;
                    kill();
                }
            } catch (InterruptedException _) {
                // the answer is there
            }
        });
        try (InputStream in = process.getInputStream()) {
            return new String(in.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8).strip();
        } finally {
            clock.interrupt();
        }
    }

    boolean isLate() {
        return isLate;
    }

    /** In namespaces, the process is the parent of their init, and all others die with that. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        kill();
        if (lab.isPresent()) {
            lab.get().close();
        }
    }
}
