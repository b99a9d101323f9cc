package netkit.lesson.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import netkit.lesson.check.CheckStep;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.FileLines;
import netkit.lesson.check.Names;

/** The file that a program keeps from one start to the next. It is read again and again: each new line is an effect. */
final class FileSteps implements AutoCloseable {
    private static final String NAME = "ledger.txt";
    private static final int MAX_SIZE = 1 << 20;

    private final Path file;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final Programs programs;
    private final Poller poller;
    /** Its whole lines; guarded by {@code events}. */
    private byte[] content = {};

    /**
     * Empties the folder of the file, in which the program may keep others.
     *
     * @param folder of this check alone
     */
    FileSteps(Path folder, Names names, Events events, Ladder ladder, Programs programs)
            throws IOException {
        this.names = names;
        this.events = events;
        this.ladder = ladder;
        this.programs = programs;
        Files.createDirectories(folder);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            for (Path one : old) {
                Files.delete(one);
            }
        }
        file = folder.resolve(NAME);
        poller = new Poller(this::look);
    }

    Path file() {
        return file;
    }

    /** Reads the file; only one thread at a time shows what is new. */
    private synchronized void look() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        byte[] all = new byte[(int) Math.min(Files.size(file), MAX_SIZE)];
        try (var in = Files.newInputStream(file)) {
            all = Arrays.copyOf(all, in.readNBytes(all, 0, all.length));
        }
        int end = all.length;
        while (end > 0 && all[end - 1] != '\n') {
            end--; // a line that is being written
        }
        byte[] whole = Arrays.copyOf(all, end);
        synchronized (events) {
            if (Arrays.equals(whole, content)) {
                return;
            }
        }
        events.change(() -> {
            boolean grew = whole.length > content.length
                    && Arrays.equals(content, 0, content.length, whole, 0, content.length);
            int from = grew ? content.length : 0;
            ladder.received("file", whole, from, whole.length - from);
            content = whole;
        });
    }

    void run(CheckStep.OfFile step)
            throws CheckFailedException, InterruptedException, IOException {
        CheckStep.FileHas has = (CheckStep.FileHas) step;
        List<String> wanted = lines(has.lines().bytes(names));
        look();
        if (!has.now()) {
            StepLimit limit = new StepLimit(events, has.within(), programs::waitedForProcessor);
            limit.await(() -> programs.haveEnded() || FileLines.compare(wanted, lines(content)).isFinal());
            look();
        }
        FileLines.Difference difference;
        synchronized (events) {
            difference = FileLines.compare(wanted, lines(content));
        }
        Optional<Failure> failure = failure("the file", difference, has.now() || programs.haveEnded());
        if (failure.isPresent()) {
            throw new CheckFailedException(failure.get());
        }
    }

    /** @param where the lines are: {@code the file} */
    static Optional<Failure> failure(String where, FileLines.Difference difference, boolean now) {
        byte[] line = difference.line().getBytes(StandardCharsets.ISO_8859_1);
        String shown = ByteText.of(line, 50);
        return switch (difference.kind()) {
            case NONE -> Optional.empty();
            case MISSING -> Optional.of(now
                    ? Failure.wrong(where + " does not have the line " + shown, FieldBytes.of(line),
                            new byte[0],
                            -1, "missing line")
                    : Failure
                            .silent(where + " does not get the line " + shown, FieldBytes.of(line),
                                    new byte[0])
                            .with("missing line"));
            case EXTRA ->
                Optional.of(Failure.wrong(where + " has the line " + shown + ", which it should not",
                        FieldBytes.of(new byte[0]), line, -1, "extra line"));
            case REPEATED ->
                Optional.of(Failure.wrong(where + " has the line " + shown + " more often than it should",
                        FieldBytes.of(line), line, -1, "repeated line"));
        };
    }

    private static List<String> lines(byte[] text) {
        return new ArrayList<>(
                new String(text, StandardCharsets.ISO_8859_1).lines().map(String::stripTrailing)
                        .toList());
    }

    @Override
    public void close() {
        poller.close();
    }
}
