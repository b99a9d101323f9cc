package netkit.cli.lesson;

import java.io.IOException;

import netkit.lesson.LessonFolder;

/** Runs the {@code measure} blocks of {@code checks.lab}. */
final class MeasureBlocks {
    private MeasureBlocks() {}

    static String run(LessonFolder folder, String id) throws IOException {
        throw new IOException("'" + folder + "' has no measure block '" + id + "'");
    }
}
