package netkit.lesson.grade;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The folder that a student handed in. It may hold anything: links are not followed, and only regular files within the limits
 * are read.
 */
final class SubmittedFolder {
    /** Folders below it, at most: what a student packs is often one folder deeper. */
    private static final int MAX_DEPTH = 4;
    private static final int MAX_ENTRIES = 2000;
    /** Bytes, of one file; longer ones are left out. */
    static final long MAX_FILE = 4L << 20;
    /** Bytes, of all files. */
    static final long MAX_TOTAL = 16L << 20;
    private static final Set<String> LEFT_OUT = Set.of("node_modules", "target", ".git");

    /** @param isFile whether it is a regular file, and no link */
    record Entry(Path path, boolean isFile, long size, long modified) {
        String name() {
            return path.getFileName().toString();
        }
    }

    private final Path root;
    private final List<Entry> entries = new ArrayList<>();
    private boolean isCut;

    private SubmittedFolder(Path root) {
        this.root = root;
    }

    /** @throws IOException with one line if it cannot be read */
    static SubmittedFolder read(Path root) throws IOException {
        SubmittedFolder folder = new SubmittedFolder(root);
        Files.walkFileTree(root, Set.<FileVisitOption>of(), MAX_DEPTH, folder.new Visitor());
        folder.entries.sort(Comparator.comparingInt((Entry entry) -> entry.path.getNameCount())
                .thenComparing(entry -> entry.path.toString()));
        return folder;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean leftOut = !directory.equals(root)
                    && LEFT_OUT.contains(directory.getFileName().toString());
            return leftOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (entries.size() == MAX_ENTRIES) {
                isCut = true;
                return FileVisitResult.TERMINATE;
            }
            entries.add(new Entry(file, attributes.isRegularFile(), attributes.size(),
                    attributes.lastModifiedTime().toMillis()));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    /** Whether it has more files than are looked at. */
    boolean isCut() {
        return isCut;
    }

    /** Returns the entries of this name, the least deep first. */
    List<Entry> named(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).toList();
    }

    /**
     * Copies the regular files within the limits, also those beside the program, which it may read or import.
     *
     * @param target an empty folder
     * @param first a file that must be among them
     */
    void copy(Path target, Path first) throws IOException {
        long left = MAX_TOTAL;
        List<Entry> order = new ArrayList<>(entries);
        order.sort(Comparator.comparing(entry -> !entry.path.equals(first)));
        for (Entry entry : order) {
            if (!entry.isFile || entry.size > Math.min(left, MAX_FILE)) {
                continue;
            }
            Path copy = target.resolve(root.relativize(entry.path));
            Files.createDirectories(copy.getParent());
            try {
                Files.write(copy, bytes(entry.path));
            } catch (IOException e) {
                if (entry.path.equals(first)) {
                    throw e;
                }
                continue; // one that cannot be read
            }
            left -= entry.size;
        }
    }

    /** Returns the content of a regular file, at most {@link #MAX_FILE} bytes of it. */
    static byte[] bytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes((int) MAX_FILE);
        }
    }
}
