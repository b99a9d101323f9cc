package netkit.lesson.lint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import netkit.lesson.LessonFolder;

/** What {@code lesson lint} needs of the judge. */
@FunctionalInterface
public interface ProgramJudge {
    /** The end of a run. */
    enum Outcome {
        PASSED, FAILED,
        /** The machine was in the way: nothing is known about the program. */
        INCONCLUSIVE
    }

    /**
     * The judge's word about one run of a program.
     *
     * @param check the id of the check that failed; empty if none did
     * @param diagnosis the id of its diagnosis; empty if none fits
     * @param detail one line
     */
    record Verdict(Outcome outcome, Optional<String> check, Optional<String> diagnosis, String detail) {}

    /** A program that is ready to run: if it has to be compiled, that was done once. */
    @FunctionalInterface
    interface Program extends AutoCloseable {
        Verdict judge(long seed) throws IOException, InterruptedException;

        @Override
        default void close() {}
    }

    /** @throws IOException with one line if it cannot be made ready */
    Program prepare(LessonFolder folder, Path file) throws IOException, InterruptedException;
}
