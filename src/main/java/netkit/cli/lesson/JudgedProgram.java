package netkit.cli.lesson;

import java.io.IOException;
import java.nio.file.Path;

import netkit.lesson.LessonFolder;
import netkit.lesson.lint.ProgramJudge;

/** A program of a lesson, as {@code lesson lint} runs it. */
final class JudgedProgram {
    private JudgedProgram() {}

    static ProgramJudge.Program prepare(LessonFolder folder, Path file) throws IOException {
        throw new IOException("programs cannot be judged yet");
    }
}
