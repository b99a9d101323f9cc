package netkit.cli.lesson;

import java.io.IOException;

import netkit.lesson.LessonFolder;
import netkit.lesson.judge.Judge;

/** Runs the {@code measure} blocks of {@code checks.lab}. */
final class MeasureBlocks {
    private MeasureBlocks() {}

    static String run(LessonFolder folder, String id) throws IOException {
        try {
            return Long.toString(Judge.of(folder).measure(id, 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
