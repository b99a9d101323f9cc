package netkit.cli.lesson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import netkit.lab.script.ProgramCommand;
import netkit.lesson.LessonFolder;
import netkit.lesson.judge.Judge;
import netkit.lesson.judge.StudentProgram;

/** Runs the {@code measure} blocks of {@code checks.lab}, with netkit or a Java file of the lesson as their program. */
final class MeasureBlocks {
    private MeasureBlocks() {}

    static String run(LessonFolder folder, String id) throws IOException {
        Path files = Files.createTempDirectory("netkit-measure");
        try {
            return Long.toString(Judge.of(folder).measure(id, 1, command -> program(folder, command, files)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("measure " + id + ": " + e.getMessage(), e);
        } finally {
            try (Stream<Path> left = Files.list(files)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(files);
        }
    }

    private static StudentProgram program(LessonFolder folder, String command, Path files)
            throws IOException {
        List<String> words = ProgramCommand.parse(command).words();
        List<String> arguments = words.subList(1, words.size());
        if (words.getFirst().equals("netkit")) {
            return StudentProgram.exactly(NetkitProcess.command(arguments), files);
        }
        if (!words.getFirst().endsWith(".java") || !folder.has(words.getFirst())) {
            throw new IOException("'" + words.getFirst()
                    + "' is neither netkit nor a Java file of the lesson, which is all that a measure may run");
        }
        Path source = files.resolve(Path.of(words.getFirst()).getFileName().toString());
        Files.write(source, folder.bytes(words.getFirst()));
        return StudentProgram.exactly(Stream.concat(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        source.toString()),
                arguments.stream()).toList(), files);
    }
}
