package netkit.lesson;

/** Where the value comes from that is shown beside a prediction. It is always measured, never looked up. */
public sealed interface Measure {
    /** A block {@code measure ID} of {@code checks.lab}; in {@code lesson.json}, its id as a string. */
    record Block(String id) implements Measure {}

    /**
     * A command of netkit that prints JSON, and the value in it; in {@code lesson.json}, an object with these keys.
     *
     * @param command without {@code netkit}, such as {@code ws-frame decode 8100 --json}
     * @param path names and indices from the root, such as {@code cells[0].lost}
     */
    record Command(String command, String path) implements Measure {}
}
